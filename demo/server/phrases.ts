/** A word in its own script, and how to read it where that is not Latin. */
export interface Phrase {
  readonly text: string;
  readonly reading?: string;
}

/** What a traveller needs first, in one language. */
interface Phrases {
  readonly hello?: Phrase;
  readonly thanks?: Phrase;
}

const table: { readonly [language: string]: Phrases } = {
  afr: say('Hallo', 'Dankie'),
  amh: say('ሰላም (selam)', 'አመሰግናለሁ (ameseginalehu)'),
  ara: say('مرحبا (marhaban)', 'شكرا (shukran)'),
  aym: say('Kamisaraki', 'Yuspajara'),
  aze: say('Salam', 'Təşəkkür edirəm'),
  bar: say('Servus'),
  bel: say('Прывітанне (pryvitannie)', 'Дзякуй (dziakuj)'),
  ben: say('হ্যালো (hyalo)', 'ধন্যবাদ (dhonnobad)'),
  ber: say('Azul', 'Tanemmirt'),
  bis: say('Halo', 'Tangkyu tumas'),
  bos: say('Zdravo', 'Hvala'),
  bul: say('Здравейте (zdraveyte)', 'Благодаря (blagodarya)'),
  cat: say('Hola', 'Gràcies'),
  ces: say('Dobrý den', 'Děkuji'),
  cha: say('Håfa adai', 'Si Yu’us ma’åse’'),
  ckb: say('سڵاو (slaw)', 'سوپاس (supas)'),
  cnr: say('Zdravo', 'Hvala'),
  crs: say('Bonzour', 'Mersi'),
  dan: say('Hej', 'Tak'),
  deu: say('Guten Tag', 'Danke'),
  div: say('', 'ޝުކުރިއްޔާ (shukuriyyaa)'),
  dzo: say('Kuzuzangpo la', 'Kadrinchey la'),
  ell: say('Γεια σας (yia sas)', 'Ευχαριστώ (efcharistó)'),
  eng: say('Hello', 'Thank you'),
  est: say('Tere', 'Aitäh'),
  fao: say('Góðan dag', 'Takk fyri'),
  fas: say('سلام (salâm)', 'ممنون (mamnun)'),
  fij: say('Bula', 'Vinaka'),
  fil: say('Kumusta', 'Salamat'),
  fin: say('Hei', 'Kiitos'),
  fra: say('Bonjour', 'Merci'),
  gil: say('Mauri', 'Ko rabwa'),
  gle: say('Dia dhuit', 'Go raibh maith agat'),
  grn: say('Mba’éichapa', 'Aguyje'),
  gsw: say('Grüezi', 'Merci vilmal'),
  hat: say('Bonjou', 'Mèsi'),
  heb: say('שלום (shalom)', 'תודה (toda)'),
  hin: say('नमस्ते (namaste)', 'धन्यवाद (dhanyavad)'),
  hrv: say('Dobar dan', 'Hvala'),
  hun: say('Jó napot', 'Köszönöm'),
  hye: say('Բարև (barev)', 'Շնորհակալություն (shnorhakalutyun)'),
  ind: say('Halo', 'Terima kasih'),
  isl: say('Góðan dag', 'Takk'),
  ita: say('Buongiorno', 'Grazie'),
  jpn: say('こんにちは (konnichiwa)', 'ありがとう (arigatō)'),
  kal: say('Aluu', 'Qujanaq'),
  kat: say('გამარჯობა (gamarjoba)', 'მადლობა (madloba)'),
  kaz: say('Сәлем (sälem)', 'Рақмет (raqmet)'),
  khm: say('សួស្តី (suosdey)', 'អរគុណ (arkun)'),
  kin: say('Muraho', 'Murakoze'),
  kir: say('Салам (salam)', 'Рахмат (rahmat)'),
  kon: say('Mbote', 'Matondo'),
  kor: say('안녕하세요 (annyeonghaseyo)', '감사합니다 (gamsahamnida)'),
  lao: say('ສະບາຍດີ (sabaidi)', 'ຂອບໃຈ (khop chai)'),
  lat: say('Salve', 'Gratias'),
  lav: say('Sveiki', 'Paldies'),
  lin: say('Mbote', 'Matondi'),
  lit: say('Labas', 'Ačiū'),
  ltz: say('Moien', 'Merci'),
  lua: say('Moyo', 'Tuasakidila'),
  mah: say('Iakwe', 'Kommol'),
  mfe: say('Bonzour', 'Mersi'),
  mkd: say('Здраво (zdravo)', 'Благодарам (blagodaram)'),
  mlg: say('Salama', 'Misaotra'),
  mlt: say('', 'Grazzi'),
  mon: say('Сайн байна уу (sain baina uu)', 'Баярлалаа (bayarlalaa)'),
  mri: say('Kia ora'),
  msa: say('Helo', 'Terima kasih'),
  mya: say('မင်္ဂလာပါ (mingalaba)', 'ကျေးဇူးတင်ပါတယ် (kyeizu tin ba de)'),
  nde: say('Salibonani', 'Ngiyabonga'),
  nep: say('नमस्ते (namaste)', 'धन्यवाद (dhanyabad)'),
  niu: say('Fakaalofa lahi atu', 'Fakaaue lahi'),
  nld: say('Hallo', 'Dank je'),
  nno: say('Hei', 'Takk'),
  nob: say('Hei', 'Takk'),
  nor: say('Hei', 'Takk'),
  nso: say('Dumela', 'Ke a leboga'),
  nya: say('Moni', 'Zikomo'),
  pap: say('', 'Danki'),
  pau: say('Alii', 'Sulang'),
  pol: say('Dzień dobry', 'Dziękuję'),
  por: say('Olá', 'Obrigado'),
  prs: say('سلام (salaam)', 'تشکر (tashakor)'),
  pus: say('سلام (salaam)', 'مننه (manana)'),
  que: say('', 'Sulpayki'),
  rar: say('Kia orana', 'Meitaki'),
  roh: say('Allegra', 'Grazia'),
  ron: say('Bună ziua', 'Mulțumesc'),
  run: say('Amahoro', 'Murakoze'),
  rus: say('Здравствуйте (zdravstvuyte)', 'Спасибо (spasibo)'),
  sin: say('ආයුබෝවන් (ayubowan)', 'ස්තූතියි (stutiyi)'),
  slk: say('Dobrý deň', 'Ďakujem'),
  slv: say('Dober dan', 'Hvala'),
  smi: say('Bures', 'Giitu'),
  smo: say('Talofa', 'Fa‘afetai'),
  sna: say('Mhoro', 'Ndatenda'),
  som: say('', 'Mahadsanid'),
  sot: say('Dumela', 'Kea leboha'),
  spa: say('Hola', 'Gracias'),
  sqi: say('Përshëndetje', 'Faleminderit'),
  srp: say('Здраво (zdravo)', 'Хвала (hvala)'),
  ssw: say('Sawubona', 'Ngiyabonga'),
  swa: say('Habari', 'Asante'),
  swe: say('Hej', 'Tack'),
  tam: say('வணக்கம் (vanakkam)', 'நன்றி (nandri)'),
  tet: say('', 'Obrigadu'),
  tgk: say('Салом (salom)', 'Раҳмат (rahmat)'),
  tha: say('สวัสดี (sawatdi)', 'ขอบคุณ (khop khun)'),
  tir: say('ሰላም (selam)', 'የቐንየለይ (yekenyeley)'),
  tkl: say('', 'Fakafetai'),
  ton: say('Mālō e lelei', 'Mālō'),
  tpi: say('Gude', 'Tenkyu'),
  tsn: say('Dumela', 'Ke a leboga'),
  tso: say('Avuxeni', 'Inkomu'),
  tuk: say('Salam', 'Sag boluň'),
  tur: say('Merhaba', 'Teşekkür ederim'),
  tvl: say('Talofa', 'Fakafetai'),
  ukr: say('Добрий день (dobryi den)', 'Дякую (diakuiu)'),
  urd: say('السلام علیکم (assalamu alaikum)', 'شکریہ (shukriya)'),
  uzb: say('Salom', 'Rahmat'),
  vie: say('Xin chào', 'Cảm ơn'),
  xho: say('Molo', 'Enkosi'),
  zho: say('你好 (nǐ hǎo)', '谢谢 (xièxie)'),
  zul: say('Sawubona', 'Ngiyabonga'),
};

/** The phrases of a language by its ISO 639-3 code, in a fixed order; empty where none is known. */
export function readPhrases(
  code: string,
): readonly { readonly meaning: string; readonly phrase: Phrase }[] {
  const { hello, thanks } = table[code] ?? {};
  return [
    ...(hello ? [{ meaning: 'hello', phrase: hello }] : []),
    ...(thanks ? [{ meaning: 'thank you', phrase: thanks }] : []),
  ];
}

function say(hello: string, thanks = ''): Phrases {
  return {
    ...(hello !== '' && { hello: toPhrase(hello) }),
    ...(thanks !== '' && { thanks: toPhrase(thanks) }),
  };
}

function toPhrase(source: string): Phrase {
  const [, text = source, reading] = /^(.+) \((.+)\)$/.exec(source) ?? [];
  return reading === undefined ? { text } : { text, reading };
}
