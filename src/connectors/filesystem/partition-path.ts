// Folders of partitions as Hive names them: name=value, with characters that do not belong in names as %XX, and NULL
// (and the empty text) as __HIVE_DEFAULT_PARTITION__.

const NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__";

export function partitionFolder(name: string, value: string | null): string {
  return `${escaped(name)}=${value === null || value === "" ? NULL_PARTITION : escaped(value)}`;
}

/** The value text when the folder is one of this column: null for NULL, undefined when it is another folder. */
export function readPartitionValue(folder: string, name: string): string | null | undefined {
  const equals = folder.indexOf("=");
  if (equals === -1 || unescaped(folder.slice(0, equals)).toLowerCase() !== name.toLowerCase()) return undefined;
  const value = unescaped(folder.slice(equals + 1));
  return value === NULL_PARTITION ? null : value;
}

function escaped(text: string): string {
  return text.replace(
    /[\u0000-\u001f"#%'*/:=?\\\u007f{}[\]^]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

function unescaped(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
