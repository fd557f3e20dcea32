// The types that the gadget's scripts share. They stand here because readers would have to load them with the scripts.

type Unit = Server.EstimationUnit;
type Sprint = Server.SprintFigures & { running?: boolean };
type Configuration = Server.Configuration;
type LabelStyle = NonNullable<Configuration["labelStyle"]>;
type Maybe = number | null | undefined;

/** The bridge module, or what stands in for it. */
type Host = typeof import("../../static/gadget/lib/bridge.js");
/** Texts by key: a text with `{placeholders}`, or a function of their values. */
type Texts = { [key: string]: string | ((values: any) => string) };

type Sum = (typeof import("../../static/gadget/chart/data.js").SUMS)[number];
type Sums = { [name in Sum]: number };

/** A sprint or a period as the chart shows it. */
type Bar = Sums & {
  id: number | string;
  name: string;
  /** The label under the bar. */
  label: string;
  from: string;
  to: string;
  /** The sprint itself, or the sprints of the period. */
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
  /** The completed shares of the commitments. */
  share?: boolean;
  /** The work that was added and removed. */
  scope?: boolean;
  /** The number of sprints in the rolling average; 0 for none. */
  rolling?: number;
};
type Series = Required<Chosen> & { bars: Column[] };
type Addable = { kind: "scope" | "share" | "rolling"; size?: number };

/** The width of a text in CSS pixels. */
type Measure = (text: string) => number;
/** The bars' offsets from the middle of their band, and their widths. */
type Slots = { [name: string]: { x: number; width: number } };

type Circumstances = {
  report: Server.Report;
  bars: Bar[];
  series: Series;
  style: LabelStyle;
  /** In CSS pixels. */
  width: number;
  measure: Measure;
  /** The target. */
  aim?: number | null;
  /** The height of the bars, if it is fixed. */
  tall?: number;
};
/** The room for the names under the bars. */
type Naming = {
  style: LabelStyle;
  band: number;
  centre: (at: number) => number;
  width: number;
  measure: Measure;
};
/** The lines of each name, null where it is left out; `tall` in pixels where they are turned. */
type Names = { shown: (string[] | null)[]; lines: number; tall: number; shared: string };
type Frame = ReturnType<typeof import("../../static/gadget/chart/frame.js").frameOf>;

/** The state that outlasts a redraw. */
type Ui = {
  series?: Chosen;
  view?: string;
  /** The id of the bar or sprint whose work items are shown. */
  open?: number | string | null;
  help?: boolean;
  forecast?: Typed;
  workLeft?: WorkLeftRead;
};

/** A sprint of a report, closed or running. */
type AnySprint = Server.SprintFigures | Server.RunningSprint;
/** What has a page of work items: a bar, or a sprint without one. */
type Openable = { id: number | string; sprints: AnySprint[] };

type TableColumn = {
  key: Sum | "name" | "startDate" | "endDate" | "completeDate" | "completionRate" | "committedShare" | "excluded";
  label: string;
  /** The format of its cells. */
  kind: "text" | "date" | "amount" | "percent" | "flag";
};
/** A column that has averages. */
type FigureColumn = TableColumn & { key: Sum | "completionRate" | "committedShare"; kind: "amount" | "percent" };
type TableRow = AnySprint & { committedShare: number | null };

/** The typed texts of the forecast's fields. */
type Typed = { work: string; sprints: string; by: string };
type Question = { work?: number; sprints?: number; by?: string };
type ForecastField = { node: HTMLElement; input: HTMLInputElement; wrong: HTMLElement };
/** Where the work left is: in running sprints, in future ones or in neither. */
type WorkPlace = "running" | "future" | "backlog";
type WorkLeftRead = { left: Server.WorkLeft; ticked: WorkPlace[] };
/** The values for the placeholders of a forecast's sentences. */
type Filled = { [name: string]: string | number | boolean | null | undefined };

/** A module that is loaded when it is first needed. */
type Lazy<M> = { load: () => Promise<M>; module?: M };

type ReportOptions = {
  labelStyle?: LabelStyle;
  target?: number | null;
  /** Whether the settings choose the sprints by days or names. */
  chosen?: boolean;
  ui?: Ui;
  /** The buttons in the corner. */
  tools?: Child[];
  go?: (url: string) => unknown;
  /** Fills a panel with the work items of a sprint. */
  explain?: (sprint: AnySprint, panel: HTMLElement) => unknown;
  forecast?: (question: Question) => Promise<Server.Forecast>;
  workLeft?: () => Promise<Server.WorkLeft>;
};

type ChartOptions = {
  labelStyle?: LabelStyle;
  ui?: Ui;
  /** The width of the drawing, if it is fixed. */
  width?: number;
  legend?: boolean;
  /** The amount at which a line is drawn. */
  target?: number | null;
  /** Whether the chart has no interaction. */
  static?: boolean;
  /** Runs on a click or Enter. */
  onOpen?: (bar: Bar, node: Element) => unknown;
  /** Shows the tooltip. */
  onShow?: (bar: Bar, node: Element) => void;
  onHide?: (now?: boolean) => void;
  /** The ids of the elements that name and describe the chart. */
  labelledby?: string;
  describedby?: string;
};
type ChartState = {
  /** The index of the bar that has the tab stop. */
  active: number;
  width: number;
  /** The height of the bars, if it is fixed. */
  tall?: number;
  /** The bar that was touched last. */
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
  /** The name of an entry that can be switched. */
  name?: keyof Chosen;
  on?: boolean;
  /** Its value when it is off. */
  off?: boolean | number;
};

type Write = (value: number, unit: Unit) => string;
type Way<W = Write> = { way: "level" | "turned" | "few"; write: W; longest: number };
/** A figure at its bar. */
type Figure = { bar: Bar; at: number; name: Column; text: string };
type Writing = {
  unit: Unit;
  series: Column[];
  /** Whether added work is drawn on top. */
  scope: boolean;
};
type Drawing = { frame: Frame; hatch: string; series: Series };

/** A step from one amount to the next. */
type Step = { key: Sum; mark: string; sign: string; amount: number; from: number; to: number };
/** Returns the position of an amount in percent of the width. */
type Place = (value: number) => number;
/** The probability to be done within a number of sprints, and exactly in the last of them. */
type Chance = { sprints: number; within: number; exactly: number };

type Item = { label: string; run: () => unknown };

/** What is known of a failure. */
type Problem = { message?: string; code?: string; details?: { [name: string]: unknown } };
/** What the buttons of an error do. */
type ErrorActions = {
  retry: () => unknown;
  byItself?: boolean;
  includeForeign?: () => unknown;
  go?: (url: string) => unknown;
  boardUrl?: string | null;
};

/** What the view needs of the bridge. */
type ViewHost = Pick<Host, "invoke" | "on" | "navigate" | "showFlag" | "getContext">;
/** The parts of the view's page. */
type ViewParts = { progress: HTMLElement; banner: HTMLElement; body: HTMLElement; status: HTMLElement };
/** The report on show before a call, and whether the loading text was announced. */
type Before = { report: Server.Report | null; waited: boolean };
/** Where the view is shown. */
type HostPlace = ReturnType<typeof import("../../static/gadget/lib/place.js").placeOf>;
