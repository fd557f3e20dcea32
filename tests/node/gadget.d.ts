// The shapes that the gadget's scripts share. They stand here and not in the scripts, which readers would have to load.

type Unit = Server.EstimationUnit;
type Sprint = Server.SprintFigures & { running?: boolean };
type Configuration = Server.Configuration;
type LabelStyle = NonNullable<Configuration["labelStyle"]>;
type Maybe = number | null | undefined;

/** The bridge module, or what stands in for it. */
type Host = typeof import("../../static/gadget/lib/bridge.js");
/** Texts by their keys: with `{names}`, or made by a function of what each needs. */
type Texts = { [key: string]: string | ((values: any) => string) };

type Sum = (typeof import("../../static/gadget/chart/data.js").SUMS)[number];
type Sums = { [name in Sum]: number };

/** A sprint or a period as the chart shows it. */
type Bar = Sums & {
  id: number | string;
  name: string;
  /** What stands under it. */
  label: string;
  from: string;
  to: string;
  /** Its members. */
  sprints: Sprint[];
  completionRate: number | null;
  committedShare: number | null;
  /** Whether it is provisional. */
  running?: boolean;
  excluded: boolean;
  counts: { unestimated: number };
  notes: Server.SprintNote[];
};

type Column = "committed" | "completed";

/** What the reader has switched on or off. */
type Chosen = {
  committed?: boolean;
  completed?: boolean;
  average?: boolean;
  range?: boolean;
  target?: boolean;
  /** The shares of the commitments that were done. */
  share?: boolean;
  /** What was added and removed. */
  scope?: boolean;
  /** Over how many sprints the rolling average is; 0 for none. */
  rolling?: number;
};
type Series = Required<Chosen> & { bars: Column[] };
type Addable = { kind: "scope" | "share" | "rolling"; size?: number };

/** The width of a text in CSS pixels. */
type Measure = (text: string) => number;
/** Where bars stand, from the middle of their band. */
type Slots = { [name: string]: { x: number; width: number } };

type Circumstances = {
  report: Server.Report;
  bars: Bar[];
  series: Series;
  style: LabelStyle;
  /** In CSS pixels. */
  width: number;
  measure: Measure;
  /** A target. */
  aim?: number | null;
  /** The height of the bars, where it is given. */
  tall?: number;
};
/** Where names under the bars have to fit. */
type Naming = {
  style: LabelStyle;
  band: number;
  centre: (at: number) => number;
  width: number;
  measure: Measure;
};
type Frame = ReturnType<typeof import("../../static/gadget/chart/frame.js").frameOf>;

/** What is kept over a redraw. */
type Ui = {
  series?: Chosen;
  view?: string;
  /** The id of the bar or sprint whose issues are shown. */
  open?: number | string | null;
  help?: boolean;
  forecast?: Typed;
  workLeft?: WorkLeftRead;
};

/** A sprint of a report, closed or running. */
type AnySprint = Server.SprintFigures | Server.RunningSprint;
/** What has a page of issues: a bar, or a sprint that has none. */
type Openable = { id: number | string; sprints: AnySprint[] };

type TableColumn = {
  key: Sum | "name" | "startDate" | "endDate" | "completeDate" | "completionRate" | "committedShare" | "excluded";
  label: string;
  /** How it is written. */
  kind: "text" | "date" | "amount" | "percent" | "flag";
};
/** A column that averages can be taken of. */
type FigureColumn = TableColumn & { key: Sum | "completionRate" | "committedShare"; kind: "amount" | "percent" };
type TableRow = AnySprint & { committedShare: number | null };

/** What was typed into the fields of the forecast. */
type Typed = { work: string; sprints: string; by: string };
type Question = { work?: number; sprints?: number; by?: string };
type ForecastField = { node: HTMLElement; input: HTMLInputElement; wrong: HTMLElement };
/** Where the work left is: in running sprints, in future ones or in none. */
type WorkPlace = "running" | "future" | "backlog";
type WorkLeftRead = { left: Server.WorkLeft; ticked: WorkPlace[] };
/** The texts that a forecast's sentences are filled with. */
type Filled = { [name: string]: string | number | boolean | null | undefined };

/** A module that is loaded when it is first needed. */
type Lazy<M> = { load: () => Promise<M>; module?: M };

type ReportOptions = {
  labelStyle?: LabelStyle;
  target?: number | null;
  /** Whether the sprints are not just the last ones. */
  chosen?: boolean;
  ui?: Ui;
  /** For the corner. */
  tools?: Child[];
  go?: (url: string) => unknown;
  /** Fills a panel with the issues of a sprint. */
  explain?: (sprint: AnySprint, panel: HTMLElement) => unknown;
  forecast?: (question: Question) => Promise<Server.Forecast>;
  workLeft?: () => Promise<Server.WorkLeft>;
};

type ChartOptions = {
  labelStyle?: LabelStyle;
  ui?: Ui;
  /** Of a drawing whose width is fixed. */
  width?: number;
  legend?: boolean;
  /** An amount to draw a line at. */
  target?: number | null;
  /** Without interaction. */
  static?: boolean;
  /** For click and Enter. */
  onOpen?: (bar: Bar, node: Element) => unknown;
  /** For the tooltip. */
  onShow?: (bar: Bar, node: Element) => void;
  onHide?: (now?: boolean) => void;
  /** Ids. */
  labelledby?: string;
  describedby?: string;
};
type ChartState = {
  /** The place of the bar that has the tab stop. */
  active: number;
  width: number;
  /** The height of the bars, where it was given. */
  tall?: number;
  /** The width of the probe's text. */
  text?: number;
  /** The bar that a finger was on last. */
  touched?: Element | null;
};

type Mark =
  | "committed"
  | "completed"
  | "average"
  | "rolling"
  | "range"
  | "target"
  | "share"
  | "running"
  | "added"
  | "gone"
  | "excluded"
  | "mark";
type LegendEntry = {
  kind: Mark;
  text: string;
  /** Of what can be switched. */
  name?: keyof Chosen;
  on?: boolean;
  /** Its value when it is off. */
  off?: boolean | number;
};

type Write = (value: number, unit: Unit) => string;
type Way = { way: "level" | "turned" | "few"; write: Write; longest: number };
/** A figure at its bar. */
type Figure = { bar: Bar; at: number; name: Column; text: string };
type Writing = {
  unit: Unit;
  series: Column[];
  /** Whether what was added is drawn on top. */
  scope: boolean;
};
type Drawing = { frame: Frame; hatch: string; series: Series };

/** From one amount to the next. */
type Step = { key: Sum; mark: string; sign: string; amount: number; from: number; to: number };
/** Where an amount is, in percent of the width. */
type Place = (value: number) => number;
/** The chance to be done within a number of sprints, and in the last of them. */
type Chance = { sprints: number; within: number; exactly: number };

type Item = { label: string; run: () => unknown };

/** What can be said of a failure. */
type Problem = { message?: string; code?: string; details?: { [name: string]: unknown } };
/** What the buttons of an error do. */
type ErrorActions = {
  retry: () => unknown;
  includeForeign?: () => unknown;
  go?: (url: string) => unknown;
  boardUrl?: string | null;
};

/** What the view needs of the bridge. */
type ViewHost = Pick<Host, "invoke" | "on" | "navigate" | "showFlag" | "getContext">;
/** The places of the view's page. */
type ViewParts = { progress: HTMLElement; banner: HTMLElement; body: HTMLElement; status: HTMLElement };
/** What was on show before a call, and whether its reader was told to wait. */
type Before = { report: Server.Report | null; waited: boolean };
/** Where the view is shown. */
type HostPlace = ReturnType<typeof import("../../static/gadget/lib/place.js").placeOf>;
