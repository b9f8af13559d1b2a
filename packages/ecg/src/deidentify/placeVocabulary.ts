/**
 * Names of places in files for the removal report. A place can be named by the file itself (a column, an attribute, an XML
 * element), so it goes through a list of words like everything else: a word outside it is shown as "…".
 */

const WORDS: ReadonlySet<string> = new Set(
  `a of the in and or with after before at start end first last middle begin beginning other unknown unlisted standard private public extended local own
  header record recording recordings file files folder path name names line lines comment comments note notes text texts free field fields value values entry entries
  byte bytes trailing unused reserved block blocks part section sections tag tags data set version language revision format dialect software program system model vendor manufacturer maker serial number device devices
  machine analyzer analysing acquiring acquisition equipment instrument cart room bed ward location site address city street country state postal code zip phone telephone fax email contact
  patient person subject identifier identification id ids uid uids mrn account visit admission encounter birth born date dates time times datetime day year age sex gender race ethnicity ethnic group religion height weight size
  pressure blood medication drug drugs diagnosis diagnostic diagnoses statement statements interpretation interpretations conclusion finding findings history reason indication referral order ordering request accession procedure study series instance frame reference
  physician doctor technician operator confirming overreader overread reading referring attending performing institution institutional department hospital organization organisation provider investigator sponsor trial protocol clinical author custodian performer
  lead leads channel channels signal signals label labels unit units gain baseline rate transducer prefilter prefiltering filter filters calibration annotation annotations aux event events mark marks stamp
  table column columns row rows cell array arrays member members attribute attributes dataset datasets key keys metadata variable struct archive directory extra string strings dictionary created creator producer written
  measurement measurements waveform rhythm beat representative multiplex sequence item element elements content title description comments copyright proprietary base additional info
  startdate equipmentcode patientid patientname gmt zone offset status state class type mode purpose user users reserved1 reserved2 severity comment2 test demographics medians site original location role participant effective low high root extension given family prefix suffix
  annotated ecg component timepoint assigned assignment demographic administrative confidentiality display definition treatment group activity addr responsible party relative testing control related
  observation entity authoring represented pertains manufactured secondary increment origin scale played support supporting roi boundary derivation derived sample samples schema media storage sop class
  transfer syntax implementation character creation modality station requesting current context concept code codes coding scheme designator meaning unformatted temporal range originality source sensitivity
  restingecgdata documentinfo documentname documenttype documentversion userdefines userdefine reportinfo reporttype reportdescription reportformat reportgain reportbandwidth orderinfo orderremarks orderstatus reportlabel
  dataacquisition acquirer operatorid departmentid departmentname institutionid institutionname institutionlocationid institutionlocationname facilityid facilityname machineid detaildescription signalcharacteristics
  generalpatientdata lastname firstname dateofbirth defaultage years pacestatus criteriaversionforpatientdata globalmeasurements groupmeasurements leadmeasurements crossleadmeasurements internalmeasurements
  namedmeasurement mdsignatureline leftstatement rightstatement statementcode unparsedstatement codedstatement lhsstatement rhsstatement filename waveforms parsedwaveforms repbeats repbeat leadlabels locale lang index
  resting muse acquired editor edit overreading admit his attending orderer md stmt flag site tech question extra
  plain local recordingfield patientfield tal onset duration edf bdf dicom wfdb aecg muse sierra scp ishne csv npy npz mat hdf5 parquet hea dat atr info xml`.split(/\s+/),
);

/** DICOM attributes of even group: the tag is public, and its keyword comes from the standard. */
const DICOM_TAG = /\(([0-9a-f]{3}[02468ace]),([0-9a-f]{4})\)/gi;
const PRIVATE_DICOM_TAG = /\([0-9a-f]{3}[13579bdf],[0-9a-f]{4}\)/gi;

/**
 * The place as it may be shown: words of the list, public DICOM tags, and the numbers of sections and tags. Other numbers count
 * lines, signals or samples; without them the same place of many files is one line of the report.
 */
export function showablePlace(place: string): string {
  const shown = place
    .replace(PRIVATE_DICOM_TAG, "private attribute").replace(/private attribute private(?: attribute)?/g, "private attribute")
    .split(DICOM_TAG)
    // `split` with two groups gives text, group, element, text, …
    .map((part, index) => (index % 3 === 0 ? showWords(part) : index % 3 === 1 ? `(${part.toUpperCase()},` : `${part.toUpperCase()})`))
    .join("");
  return shown.replace(/…(\W*…)+/g, "…").replace(/\s+/g, " ").trim() || "…";
}

function showWords(text: string): string {
  const withoutCounts = text.replace(/(?<!\b(?:section|tag|field|block) )\b\d{1,9}\b(?! *")/g, "");
  return withoutCounts.replace(/[^\s.,:;/()[\]"'#=<>@|-]+/gu, (token) => (isShowable(token) ? token : "…"));
}

function isShowable(token: string): boolean {
  if (token === "…" || /^\d{1,3}$/.test(token)) return true;
  // CamelCase keywords and snake_case keys are taken apart; every part must be in the list.
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(token) && token.split(/_|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).every((part) => part === "" || WORDS.has(part.toLowerCase()));
}
