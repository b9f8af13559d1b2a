/** What Kalium uses of @observablehq/runtime 6, which ships no types. */
declare module "@observablehq/runtime" {
  export interface Observer {
    pending?(): void;
    fulfilled?(value: unknown, name?: string): void;
    rejected?(error: unknown, name?: string): void;
  }
  export interface Variable {
    define(name: string | null, inputs: readonly string[], definition: (...inputs: never[]) => unknown): Variable;
  }
  export interface Module {
    variable(observer?: Observer | true): Variable;
    define(name: string, inputs: readonly string[], definition: (...inputs: never[]) => unknown): Variable;
    value(name: string): Promise<unknown>;
  }
  export class Runtime {
    module(): Module;
    dispose(): void;
  }
  export class RuntimeError extends Error {
    readonly input?: string;
  }
}
