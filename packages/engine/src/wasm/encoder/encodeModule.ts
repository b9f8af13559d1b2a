/** Puts functions together to a WebAssembly binary (core specification 2.0, section 5.5). The kernels are made at run time, so no compiler and no binary file is part of the build. */
import { ByteSink } from "./byteSink.ts";
import type { FunctionWriter } from "./functionWriter.ts";
import { VALUE_TYPES } from "./instructions.ts";

export interface MemoryImport {
  readonly minimumPages: number;
  readonly maximumPages: number;
  readonly shared: boolean;
}

function section(id: number, entries: readonly ((sink: ByteSink) => void)[]): Uint8Array {
  const content = new ByteSink();
  content.unsigned(entries.length);
  entries.forEach((write) => write(content));
  const whole = new ByteSink();
  whole.byte(id);
  whole.sized(content.finish());
  return whole.finish();
}

/** A module of these functions, in this order, all exported by name, on an imported memory `host.memory`. */
export function encodeModule(functions: readonly FunctionWriter[], memory: MemoryImport): Uint8Array<ArrayBuffer> {
  const module = new ByteSink();
  module.bytes([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  const typeKeys: string[] = [];
  const typeOf = functions.map((writer) => {
    const key = `${writer.parameters.join()}>${writer.results.join()}`;
    if (!typeKeys.includes(key)) typeKeys.push(key);
    return typeKeys.indexOf(key);
  });
  const firstOfType = typeKeys.map((_, type) => functions[typeOf.indexOf(type)]);
  module.bytes(
    section(1, firstOfType.map(({ parameters, results }) => (sink) => {
      sink.byte(0x60);
      sink.sized(parameters.map((type) => VALUE_TYPES[type]));
      sink.sized(results.map((type) => VALUE_TYPES[type]));
    })),
  );
  module.bytes(
    section(2, [
      (sink) => {
        sink.name("host");
        sink.name("memory");
        sink.byte(2);
        sink.byte(memory.shared ? 3 : 1);
        sink.unsigned(memory.minimumPages);
        sink.unsigned(memory.maximumPages);
      },
    ]),
  );
  module.bytes(section(3, typeOf.map((type) => (sink) => sink.unsigned(type))));
  module.bytes(
    section(7, functions.map(({ name }, index) => (sink) => {
      sink.name(name);
      sink.byte(0);
      sink.unsigned(index);
    })),
  );
  module.bytes(section(10, functions.map((writer) => (sink) => sink.sized(writer.encode()))));
  return module.finish();
}
