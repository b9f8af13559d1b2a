/**
 * A folder of the store, as small as it can be: everything that the store does to a disk goes through these calls, so that a
 * model of a disk that loses power at any of them can stand in for the real one.
 */
export interface StoreFolder {
  /** Names of files and folders directly in it. */
  entries(): Promise<readonly { readonly name: string; readonly kind: "file" | "folder" }[]>;
  /** Null when there is no such folder. */
  folder(name: string): Promise<StoreFolder | null>;
  /** Makes the folder unless it is there. */
  makeFolder(name: string): Promise<StoreFolder>;
  /** Removes a folder with all that is in it; nothing happens when there is none. */
  removeFolder(name: string): Promise<void>;
  /** Size in bytes; null when there is no such file. Any other failure is thrown, lest a file be taken for lost that cannot be read just now. */
  size(name: string): Promise<number | null>;
  /** Bytes `from` … `to` (exclusive), cut at the end of the file; null when there is no such file. */
  read(name: string, from?: number, to?: number): Promise<Uint8Array<ArrayBuffer> | null>;
  /** The file as a blob that is read when it is needed; null when there is no such file. */
  blob(name: string): Promise<Blob | null>;
  /** An empty file to be written from its start; what had the name is gone. */
  create(name: string): Promise<FileBeingWritten>;
  /** Gives a closed file another name in the folder, in one step. */
  rename(from: string, to: string): Promise<void>;
  /** Nothing happens when there is no such file. */
  remove(name: string): Promise<void>;
}

export interface FileBeingWritten {
  /** Appends. @throws when not all of it was written. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Everything written so far is on the disk when this returns. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
