import { declareCampaign } from '../harness/faults/campaign.js';
import { namePoint } from '../harness/faults/faults.js';

/** Part of a point's name, `queue: idb.add 2 hang`; all of them where it is not given. */
const wanted = process.env['HOLDFAST_FAULTS'] ?? '';

declareCampaign('every call, every fault', (points) =>
  points.filter((point) => namePoint(point).includes(wanted)),
);
