/** The public surface of `@kalium/ecg`: recordings in, filtered leads and beats out. No DOM, no GPU. */
export { FormatError } from "./errors.ts";
export type { FormatErrorCode, FormatErrorPlace } from "./errors.ts";
export type { Annotation, LeadSignal, Recording } from "./recording.ts";

export { sourceFileFromBytes, sourceFileFromFile } from "./read/sourceFile.ts";
export type { SourceFile } from "./read/sourceFile.ts";
export { parseWfdbHeader } from "./read/wfdb/wfdbHeader.ts";
export type { WfdbHeader, WfdbSegmentSpec, WfdbSignalSpec } from "./read/wfdb/wfdbHeader.ts";
export { wfdbReader } from "./read/wfdb/wfdbReader.ts";
export { listAnnotators, readAnnotationFile } from "./read/wfdb/annotators.ts";
export type { Annotator } from "./read/wfdb/annotators.ts";
export { readWfdbAnnotations } from "./read/wfdb/wfdbAnnotations.ts";
export type { AnnotationFile, WfdbAnnotation, WfdbAnnotationOptions } from "./read/wfdb/wfdbAnnotations.ts";
export { listLeftOutSignals, readWfdbRecord } from "./read/wfdb/wfdbRecord.ts";
export type { LeftOutSignal, WfdbRecordOptions } from "./read/wfdb/wfdbRecord.ts";
export { readWfdbFolder } from "./read/wfdb/wfdbFolder.ts";
export type { FolderProgress, RejectedFile, WfdbFolder, WfdbFolderOptions } from "./read/wfdb/wfdbFolder.ts";
export { mitBihPersonOf } from "./read/wfdb/mitBihPerson.ts";
export { listZip, looksLikeZip, zipEntryAsSourceFile } from "./read/zip/zipArchive.ts";
export type { ZipEntry } from "./read/zip/zipArchive.ts";
export { writeZip, zipToBytes } from "./read/zip/writeZip.ts";
export type { FileToZip } from "./read/zip/writeZip.ts";
export { guessArrayLayout } from "./read/numpy/arrayLayoutGuess.ts";
export { describeNumpy } from "./read/numpy/numpyReader.ts";
export { listArrays } from "./read/array/listArrays.ts";
export type { ListedArray } from "./read/array/listArrays.ts";
export { LIMB_LEAD_II_ALIASES, findLead } from "./read/findLead.ts";
export type { LeadAliases } from "./read/findLead.ts";
export { PLAUSIBLE_POTASSIUM_MMOL_PER_L, readPotassiumTable } from "./read/potassiumTable.ts";
export type { PotassiumRow, PotassiumTable, SplitOfRow } from "./read/potassiumTable.ts";
export { joinPotassium } from "./read/joinPotassium.ts";
export type { PotassiumJoin } from "./read/joinPotassium.ts";

export { openRecordings, readRecording, recogniseFormat } from "./open/readRecording.ts";
export { millivoltPerUnit, readMillivolts, toMillivolts, toRecording } from "./open/toRecording.ts";
export type { ToRecordingOptions } from "./open/toRecording.ts";
export { FORMAT_NAMES } from "./open/openedRecording.ts";
export type { Calibration, FileAnnotation, FormatName, OpenedRecording, RawSamples, SignalGroup, SignalInfo } from "./open/openedRecording.ts";
export { NO_FACTS } from "./open/recordFacts.ts";
export type { FoundText, MachineMeasurements, RecordFacts, StatedFilters, TextKind } from "./open/recordFacts.ts";
export type { ArrayLayout, FormatReader, OpenOptions, TableLayout } from "./open/formatReader.ts";

export { guessTableLayout } from "./read/table/tableLayoutGuess.ts";
export type { TableGuess } from "./read/table/tableLayoutGuess.ts";

export { deidentify } from "./deidentify/deidentify.ts";
export type { GateOutcome, GateSettings, GateSubject } from "./deidentify/deidentify.ts";
export { createDeidentifySession, pseudonymOfPerson } from "./deidentify/deidentifySession.ts";
export type { DeidentifySession, SessionSettings } from "./deidentify/deidentifySession.ts";
export type { DeidentifiedRecording, RemovalEntry } from "./deidentify/deidentified.ts";
export { PBKDF2_ITERATIONS, dateShiftMs, derivePseudonymKey } from "./deidentify/pseudonymKey.ts";
export type { PseudonymKey } from "./deidentify/pseudonymKey.ts";
export { cleanIdentifier, personInFile } from "./deidentify/personOf.ts";
export { mergeRemovals } from "./deidentify/removalTally.ts";
export { hashSamples, sampleBytes, sha256Hex } from "./deidentify/hashSamples.ts";
export type { SampleHash, SampleHashLayout } from "./deidentify/hashSamples.ts";
export { allowedLabel } from "./deidentify/annotationVocabulary.ts";
export { buildReport } from "./deidentify/report.ts";
export type { PrintedReport, ReportSettings, ReportedRecording } from "./deidentify/report.ts";
export { WRITABLE_FORMATS, nearestWritableFormat, writeRecording } from "./write/writers.ts";
export type { WritableFormat } from "./write/writers.ts";
export { hasWholeNumbers, requantise, toWholeNumbers } from "./write/wholeNumbers.ts";
export type { Requantised } from "./write/wholeNumbers.ts";

export { writeWfdb } from "./write/wfdb/writeWfdb.ts";
export type { WriteWfdbOptions } from "./write/wfdb/writeWfdb.ts";
export type { WfdbStorageFormat } from "./write/wfdb/encodeSamples.ts";
export { writeWfdbRecord } from "./write/writeWfdbRecord.ts";
export { writeDicomEcg } from "./write/dicom/writeDicomEcg.ts";
export type { FactsToWrite, RecordingToWrite, SignalToWrite, WrittenFile } from "./write/recordingToWrite.ts";

export { BEAT_BANDPASS, designBandpassFir, filterFirCentred } from "./signal/firBandpass.ts";
export type { BandpassFirSpec } from "./signal/firBandpass.ts";
export { findRateRatio, resamplePoly, resampleTo } from "./signal/resample.ts";
export type { ResampledSignal } from "./signal/resample.ts";
export { LEAD_QUALITY_LIMITS, assessLead } from "./signal/leadQuality.ts";
export type { LeadFault, LeadQuality, QualityGrade } from "./signal/leadQuality.ts";
export { detectRPeaks } from "./signal/rPeaks.ts";
export type { RPeaks } from "./signal/rPeaks.ts";
export { MATCH_WINDOW_S, matchBeats } from "./signal/matchBeats.ts";
export type { BeatMatch } from "./signal/matchBeats.ts";
export type { AnalysedLead } from "./signal/analysedLead.ts";
export { QRS_DETECTOR_NAMES, detectQrs } from "./signal/qrs/detectQrs.ts";
export type { DetectQrs, QrsDetections, QrsDetector, QrsDetectorName } from "./signal/qrs/qrsDetector.ts";
export { bridgeInvalid } from "./signal/qrs/bridgeInvalid.ts";
export { beatReferenceOf, scoreBeats } from "./signal/qrs/scoreBeats.ts";
export type { BeatReference, BeatReferenceOptions, BeatScore } from "./signal/qrs/scoreBeats.ts";

export { BEAT_LENGTH_SAMPLES, BEAT_RATE_HZ, R_PEAK_INDEX } from "./beats.ts";
export type { BeatRejectionReason, BeatStrip } from "./beats.ts";
export { BEAT_QUALITY_LIMITS, cutBeats } from "./cutBeats.ts";
export type { CutBeatsOptions } from "./cutBeats.ts";
export { cutAnnotatedBeats } from "./cutAnnotatedBeats.ts";
export type { AnnotatedBeatStrip, CutAnnotatedBeatsOptions } from "./cutAnnotatedBeats.ts";
export { heartbeatClassOf, isBeatSymbol, isPacedRecord } from "./heartbeatClass.ts";
export type { HeartbeatClass } from "./heartbeatClass.ts";

export { parseClockTime } from "./potassium/clockTime.ts";
export type { DayMonthOrder } from "./potassium/clockTime.ts";
export { pairByTime } from "./potassium/pairByTime.ts";
export type { PairingFlowStep, PairingOptions, PairingResult, PotassiumPair, RecordingToPair, WindowCount } from "./potassium/pairByTime.ts";
export { readPotassiumResults } from "./potassium/readResults.ts";
export type { DroppedRows, PotassiumResult, PotassiumResults } from "./potassium/readResults.ts";
export { describeResultTable, potassiumUnitProblem } from "./potassium/resultTableMapping.ts";
export type { ResultTableDescription, ResultTableMapping } from "./potassium/resultTableMapping.ts";

export { recogniseDataset } from "./datasets/recogniseDataset.ts";
export type { DatasetFacts, DatasetName, RecognisedDataset } from "./datasets/recognisedDataset.ts";
