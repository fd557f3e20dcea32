// The globals of the pages that the type checker's own library does not know.

/** The entry to the bridge, which the platform's script adds to a gadget's page. */
declare var __bridge: { callBridge(command: string, payload?: unknown): Promise<unknown> };

/** An error of the bridge, of a function or of the server: `code` is its kind, `details` everything else it has. */
interface Failure extends Error {
  code?: string;
  details?: { [name: string]: unknown };
  metadata?: unknown;
}

/** The messages between a gadget's frame and the host page. */
declare namespace Bridge {
  type Failed = { message: string; code?: string; details?: { [name: string]: unknown } };
  type Theme = { colorMode: string; attribute: string; state: { [name: string]: string } };
  type Refusal = { directive: string; blocked: string; file: string; line: number };
  type Message =
    | { kind: "hello" }
    | { kind: "call"; id: number; command: string; payload: unknown }
    | { kind: "result"; call: number; value?: unknown; error?: Failed }
    | { kind: "height"; height: number }
    | ({ kind: "refused" } & Refusal);
  type Answer = { kind: "answer"; id: number; value?: unknown; error?: Failed };
  type Callback = { kind: "callback"; id: number; call: number; args: unknown[] };
  type Reply = Answer | Callback | { kind: "theme"; theme: Theme };
}

/** What `el` takes: attributes by name, listeners by `on` and the event's name. */
type Attributes = {
  [K in keyof GlobalEventHandlersEventMap as `on${K}`]?: (event: GlobalEventHandlersEventMap[K]) => unknown;
} & { [name: string]: string | number | boolean | null | undefined | ((event: never) => unknown) };

/** What an element of the gadget can contain; null, undefined and false add nothing. */
type Child = Node | string | number | boolean | null | undefined | readonly Child[];

/** Forge's context, as far as the pages use it. */
type Context = {
  locale?: string;
  timezone?: string;
  siteUrl?: string;
  extension?: {
    type?: string;
    entryPoint?: string;
    dashboard?: { id: string };
    gadget?: { id: string };
    gadgetConfiguration?: { [name: string]: unknown } | null;
    placement?: string;
    context?: { dashboardId: string; widgetId?: string };
    config?: { [name: string]: unknown };
    layout?: { width: number; height: number };
  };
};

/** What the edit page of a widget uses of `getWidgetEditApi`. */
type WidgetEdit = {
  updateConfig(config: { [name: string]: unknown }): unknown;
  onProductSave(callback: () => Promise<{ [name: string]: unknown } | null>): unknown;
};
