/** Data elements of DICOM PS3.6 that an ECG file can hold: value representation (needed for implicit VR), keyword, and what a text there may give away. */
import type { TextKind } from "../../open/recordFacts.ts";

/** A group per line; an entry is element number, value representation, letter of {@link KIND_OF_LETTER} and keyword. */
const ENTRIES = `
0002 0002UItMediaStorageSOPClassUID 0003UIiMediaStorageSOPInstanceUID 0010UItTransferSyntaxUID 0012UItImplementationClassUID 0013SHeImplementationVersionName
0008 0005CStSpecificCharacterSet 0012DAdInstanceCreationDate 0013TMdInstanceCreationTime 0016UItSOPClassUID 0018UIiSOPInstanceUID 0020DAdStudyDate 0021DAdSeriesDate 0022DAdAcquisitionDate 0023DAdContentDate 002ADTdAcquisitionDateTime 0030TMdStudyTime 0031TMdSeriesTime 0032TMdAcquisitionTime 0033TMdContentTime 0050SHiAccessionNumber 0055AEeStationAETitle 0060CStModality 0070LOeManufacturer 0080LOpInstitutionName 0081STcInstitutionAddress 0090PNsReferringPhysicianName 0092STcReferringPhysicianAddress 0094SHcReferringPhysicianTelephoneNumbers 0100SHtCodeValue 0102SHtCodingSchemeDesignator 0103SHtCodingSchemeVersion 0104LOtCodeMeaning 0119UCtLongCodeValue 1010SHeStationName 1030LOfStudyDescription 103ELOfSeriesDescription 1040LOpInstitutionalDepartmentName 1048PNsPhysiciansOfRecord 1050PNsPerformingPhysicianName 1060PNsNameOfPhysiciansReadingStudy 1070PNsOperatorsName 1080LOfAdmittingDiagnosesDescription 1090LOeManufacturerModelName 1110SQtReferencedStudySequence 1150UIiReferencedSOPClassUID 1155UIiReferencedSOPInstanceUID 2111STfDerivationDescription 4000LTfIdentifyingComments
0010 0010PNnPatientName 0020LOiPatientID 0021LOiIssuerOfPatientID 0022CStTypeOfPatientID 0030DAdPatientBirthDate 0032TMdPatientBirthTime 0040CStPatientSex 1000LOiOtherPatientIDs 1001PNnOtherPatientNames 1002SQiOtherPatientIDsSequence 1005PNnPatientBirthName 1010ASdPatientAge 1020DStPatientSize 1030DStPatientWeight 1040LOcPatientAddress 1060PNnPatientMotherBirthName 1090LOiMedicalRecordLocator 2000LOfMedicalAlerts 2110LOfAllergies 2150LOpCountryOfResidence 2152LOpRegionOfResidence 2154SHcPatientTelephoneNumbers 2155LTcPatientTelecomInformation 2160SHfEthnicGroup 2180SHfOccupation 21B0LTfAdditionalPatientHistory 21D0DAdLastMenstrualDate 21F0LOfPatientReligiousPreference 4000LTfPatientComments
0012 0010LOiClinicalTrialSponsorName 0020LOiClinicalTrialProtocolID 0030LOiClinicalTrialSiteID 0031LOpClinicalTrialSiteName 0040LOiClinicalTrialSubjectID 0062CStPatientIdentityRemoved 0063LOtDeidentificationMethod 0064SQtDeidentificationMethodCodeSequence
0018 1000LOeDeviceSerialNumber 1020LOeSoftwareVersions 1030LOfProtocolName 106ACStSynchronizationTrigger 1800CStAcquisitionTimeSynchronized 4000LTfAcquisitionComments
0020 000DUIiStudyInstanceUID 000EUIiSeriesInstanceUID 0010SHiStudyID 0011IStSeriesNumber 0013IStInstanceNumber 4000LTfImageComments
0032 1030LOfReasonForStudy 1032PNsRequestingPhysician 1033LOfRequestingService 1060LOfRequestedProcedureDescription 1066UTfReasonForVisit 4000LTfStudyComments
0038 0010LOiAdmissionID 0020DAdAdmittingDate 0021TMdAdmittingTime 0040LOfDischargeDiagnosisDescription 0300LOpCurrentPatientLocation 0400LOpPatientInstitutionResidence 4000LTfVisitComments
003A 0004CStWaveformOriginality 0005UStNumberOfWaveformChannels 0010ULtNumberOfWaveformSamples 001ADStSamplingFrequency 0020SHfMultiplexGroupLabel 0200SQtChannelDefinitionSequence 0202IStWaveformChannelNumber 0203SHfChannelLabel 0205CStChannelStatus 0208SQtChannelSourceSequence 020CLOfChannelDerivationDescription 0210DStChannelSensitivity 0211SQtChannelSensitivityUnitsSequence 0212DStChannelSensitivityCorrectionFactor 0213DStChannelBaseline 0214DStChannelTimeSkew 0215DStChannelSampleSkew 0218DStChannelOffset 021AUStWaveformBitsStored 0220DStFilterLowFrequency 0221DStFilterHighFrequency 0222DStNotchFilterFrequency 0223DStNotchFilterBandwidth 0310UIiMultiplexGroupUID 0314DTdImpedanceMeasurementDateTime
0040 0242SHpPerformedStationName 0243SHpPerformedLocation 0244DAdPerformedProcedureStepStartDate 0245TMdPerformedProcedureStepStartTime 0254LOfPerformedProcedureStepDescription 0275SQfRequestAttributesSequence 0555SQtAcquisitionContextSequence 08EASQtMeasurementUnitsCodeSequence 1001SHiRequestedProcedureID 1002LOfReasonForTheRequestedProcedure 1400LTfRequestedProcedureComments 2008PNsOrderEnteredBy 2009SHpOrderEntererLocation 2010SHcOrderCallbackPhoneNumber A040CStValueType A043SQtConceptNameCodeSequence A075PNsVerifyingObserverName A0B0UStReferencedWaveformChannels A120DTdDateTime A121DAdDate A122TMdTime A123PNsPersonName A124UIiUID A130CStTemporalRangeType A132ULtReferencedSamplePositions A138DStReferencedTimeOffsets A13ADTdReferencedDateTime A160UTfTextValue A168SQtConceptCodeSequence A180UStAnnotationGroupNumber A30ADStNumericValue B020SQtWaveformAnnotationSequence
0070 0006STfUnformattedTextValue
5400 0100SQtWaveformSequence 1004UStWaveformBitsAllocated 1006CStWaveformSampleInterpretation 100AOBtWaveformPaddingValue 1010OBtWaveformData
7FE0 0010OBtPixelData`;

const KIND_OF_LETTER: ReadonlyMap<string, TextKind> = new Map([
  ["n", "person-name"], ["i", "identifier"], ["d", "date"], ["p", "place"], ["s", "staff"], ["e", "device"], ["c", "contact"], ["f", "free-text"], ["t", "technical"],
]);

export interface DicomEntry {
  readonly vr: string;
  readonly kind: TextKind;
  readonly keyword: string;
}

let dictionary: ReadonlyMap<number, DicomEntry> | null = null;

/** Entry of a tag (group × 65536 + element), or undefined for private and rare ones. */
export function dicomEntryOf(tag: number): DicomEntry | undefined {
  dictionary ??= parseEntries();
  return dictionary.get(tag);
}

function parseEntries(): ReadonlyMap<number, DicomEntry> {
  const entries = new Map<number, DicomEntry>();
  for (const line of ENTRIES.trim().split("\n")) {
    const [group, ...elements] = line.split(" ");
    for (const element of elements) {
      entries.set(parseInt(group! + element.slice(0, 4), 16), { vr: element.slice(4, 6), kind: KIND_OF_LETTER.get(element[6]!)!, keyword: element.slice(7) });
    }
  }
  return entries;
}

/** Group of a tag; an odd one is private. */
export function groupOf(tag: number): number {
  return Math.floor(tag / 65536);
}

/** "(0010,0010) PatientName", or the numbers alone for a tag that is not in the dictionary. */
export function tagText(tag: number): string {
  const hex = tag.toString(16).padStart(8, "0").toUpperCase();
  const entry = dicomEntryOf(tag);
  const name = entry?.keyword ?? (groupOf(tag) % 2 === 1 ? "private" : "");
  return `(${hex.slice(0, 4)},${hex.slice(4)})${name === "" ? "" : ` ${name}`}`;
}
