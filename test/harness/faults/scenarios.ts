import { readScenarios } from './read-scenarios.js';
import type { Scenario } from './scenario.js';
import { versionScenarios } from './version-scenarios.js';
import { writeScenarios } from './write-scenarios.js';

const all = { ...versionScenarios, ...readScenarios, ...writeScenarios };

/** What a scenario is called. */
export type ScenarioName = keyof typeof all;

/** All there are. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = all;
