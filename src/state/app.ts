/**
 * The shape of the one store (zustand). State is read narrowly with selectors; actions are the only
 * way to change it. Numbers that stream are NOT here: see session/, whose rings are painted directly.
 */

import type {
  CursorState,
  EngineEvent,
  GradientScope,
  Leaving,
  LoadReply,
  Losses,
  PathStart,
  Status,
  Timespan,
  Until,
} from '../../workers/engine/protocol.ts';
import type { Issue } from '../base/issue.ts';
import type { Language } from '../base/words.ts';
import type { Stride } from '../compile/strides.ts';
import type { KeptRun } from '../document/kept.ts';
import type { Pace as TrainingPace } from '../document/paces.ts';
import type { Document, NodeRecord, Point, PortRef, RunSettings } from '../document/records.ts';
import type { WrittenSweep } from '../document/sweeps.ts';
import type { Session } from '../session/session.ts';
import type { CheckedGradients } from './checked.ts';
import type { Answered, Asked, Score } from './guessing.ts';
import type { Run, RunView } from './run.ts';
import type { Lasting, ProjectInfo } from './storage.ts';
import type { SummedPaths } from './summed.ts';

/** How large a card is, and how far something of it reaches over its upper edge. */
export type Measure = (node: NodeRecord) => {
  readonly width: number;
  readonly height: number;
  readonly over?: number;
};

export interface Selection {
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
  readonly notes: readonly string[];
}
export type SaveState = 'saved' | 'saving' | 'unsaved' | 'failed';
/**
 * Tabs of the dock, from left to right: a panel each.
 *
 * @example
 * // A panel `history`: 'history' here; the checker then asks for its content, its icon and its name.
 * case 'history': // src/ui/app/Dock.tsx
 *   return <History />;
 * history: History, // src/ui/app/Narrow.tsx
 * 'app.history': 'History', // src/ui/app/strings.ts, and in Chinese
 */
export const DOCK_TABS = ['curves', 'runs', 'problems', 'data', 'sweep', 'plan'] as const;
export type DockTab = (typeof DOCK_TABS)[number];
/** Megabytes that the recording of a run may take. */
export const RECORDING_BUDGETS = [0, 16, 64, 256, 1024] as const;
export type RecordingBudget = (typeof RECORDING_BUDGETS)[number];
export { PACES as TRAINING_PACES } from '../document/paces.ts';
export type { TrainingPace, Until };
/** Of what recommends none. */
export const FIRST_PACE: TrainingPace = 'timeLapse';

/** So many moves a second a step can be played at. */
export const PLAY_RATES = [0.5, 1, 2, 4] as const;
type PlayRate = (typeof PLAY_RATES)[number];
/** How curves are drawn. */
interface CurveView {
  /** Whether equal ratios of steps are equal lengths; `auto`, until somebody chose: in time-lapse. */
  readonly logX: boolean | 'auto';
  readonly logY: boolean;
  /** Weight of what was before in the moving average; 0: lines are as they are. */
  readonly smoothing: number;
}
export type Theme = 'light' | 'dark' | 'auto';

/** Something to tell that is no problem of the document: a refused command, a copy saved aside. */
export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'problem';
  /** Key of the interface's strings, for what the page itself has to say. */
  readonly text?: string;
  readonly args?: Readonly<Record<string, string | number>>;
  /** What a refused command said. */
  readonly issue?: Issue;
  /** Offered beside the words: takes back what was done. */
  readonly undo?: () => void;
  /** The entry of the history that it tells of: it goes with that. */
  readonly run?: string;
  /** Something else that is offered, and the key of its words. */
  readonly act?: { readonly text: string; readonly perform: () => void };
}

/** `wire` with an edge's id, `weight` with its whole name, `output` with a port of the node walked last … */
export interface Pointed {
  readonly kind: string;
  readonly name: string;
}

export interface AppState {
  // The document and what a person points at
  readonly document: Document;
  /** Counts the documents that were opened: what is on the canvas is another one where it differs. */
  readonly opening: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** What the next undo takes back, for tooltips: `history.<label>`. */
  readonly undoLabel?: string;
  readonly redoLabel?: string;
  readonly selection: Selection;
  /** The node whose fields take the focus as soon as its panel is drawn. */
  readonly entering?: string;
  readonly project: ProjectInfo;
  readonly save: SaveState;
  /** Why the last save failed: a key of the interface's strings. */
  readonly refused: string;
  /** How long this browser keeps what is saved. */
  readonly lasting: Lasting;
  /** What the last import or refused command had to say; shown in a dialog or notification. */
  readonly fileIssues: readonly Issue[];
  /** A stored project that cannot be opened: its name, its text as it is, and why. */
  readonly unreadable?: {
    readonly name: string;
    readonly text: string;
    readonly issues: readonly Issue[];
  };
  readonly notices: readonly Notice[];

  // What the compiler said of it
  readonly compiled?: LoadReply;
  readonly compiling: boolean;
  /** How far it is, where it takes longer than a second. */
  readonly progress?: Extract<EngineEvent, { type: 'compiling' }>['progress'];
  /** Diagnostics of the open document (quick check on the page, then the worker's). */
  readonly issues: readonly Issue[];
  /** Trouble of the engine (a crash, NaN …), with the document kept. */
  readonly trouble: readonly Issue[];

  // The run; updated at most ten times a second
  readonly status: Status;
  readonly step: number;
  readonly epoch: number;
  readonly stepsPerSecond: number;
  /** The cost; NaN where it is not known yet, like all of these. */
  readonly cost: number;
  /** Where several losses add up to it: what each adds, by node. `lossOf` (`kit/cost`) reads either. */
  readonly losses: Losses;
  /** The cost with the penalties of weights; NaN where nothing is penalised. */
  readonly objective: number;
  readonly accuracy: number;
  readonly validationCost: number;
  readonly validationAccuracy: number;
  /** What is recorded of the run, and which step of it is visited; the figures above are of that one then. */
  readonly timeline?: Timespan;
  /** The project's runs that trained, by their numbers, and which one is open: its own are the figures above. */
  readonly runs: readonly Run[];
  readonly run: string;
  /** Whether they are stored. */
  readonly runsKept: boolean;
  readonly cursor?: CursorState;
  /** Stepping goes through the time steps of recurrent layers one by one. */
  readonly unrolled: boolean;
  /** How many time steps of the last move come before the one that is shown. */
  readonly row: number;
  /** The step walks on by itself. */
  readonly playing: boolean;
  /** The node at whose next move it stops. */
  readonly playUntil?: string;

  /** The number that is asked for before its move is made, and the answer to the one before. */
  readonly asked?: Asked;
  readonly answered?: Answered;
  readonly score?: Score;

  /** The gradient check under way, or the last one, as long as what it says holds. */
  readonly checked?: CheckedGradients;
  /** The sum over the paths that is asked for, as long as what it says holds. */
  readonly pathSum?: SummedPaths;

  /** The wire, weight or letter that is pointed at, in an equation or on the canvas: both light it. */
  readonly pointed?: Pointed;
  /** The card of the move stands open on the canvas, with the move's equation. */
  readonly cardTells: boolean;

  // View
  /** The canvas fills the window, with large type; what was selected before is so again behind it. */
  readonly lecture: boolean;
  /** Which sample of the batch pictures show; where a batch has fewer, its last. */
  readonly sample: number;
  /** Somebody chose it; until then a step is told by the first sample whose inputs are not all 0. */
  readonly sampleChosen: boolean;
  /** While a step is walked wires show the mean over the batch, not that sample. */
  readonly average: boolean;
  readonly pinnedEdges: readonly string[];
  readonly dock: DockTab;
  /** How far one step of the cursor goes, and how fast it is played. */
  readonly stride: Stride;
  readonly playRate: PlayRate;
  /** How fast a run is let go, where somebody chose it; */
  readonly trainingPace?: TrainingPace | undefined;
  /** until then as what is open recommends. */
  readonly recommendedPace: TrainingPace;
  /** The sweep that what is open came with. */
  readonly recommendedSweep?: WrittenSweep | undefined;
  readonly curveView: CurveView;
  readonly recordingBudget: RecordingBudget;
  /** When a run ends by itself; nothing: not before somebody ends it. */
  readonly until: Until;
  /** Before a move of one node its number is asked for. */
  readonly predict: boolean;
  readonly theme: Theme;
  readonly language: Language;
  /** Whether letters and signs without Ctrl are shortcuts. */
  readonly singleKeys: boolean;
  /** Keys of the commands whose keys a person changed, by name. */
  readonly shortcuts: Readonly<Record<string, readonly string[]>>;
  /** The first-visit hint: which of its three steps is shown, 0 when it is gone. */
  readonly hint: 0 | 1 | 2 | 3;
  /** What a mouse's wheel does on the canvas; a trackpad pans and pinches either way. */
  readonly wheel: 'zoom' | 'pan';
  readonly panels: {
    readonly palette: boolean;
    readonly inspector: boolean;
    readonly dock: boolean;
    readonly minimap: boolean;
    /** The card of the current move is open, not folded to a line. */
    readonly card: boolean;
    readonly map: boolean;
  };
  readonly dialog?:
    | 'samples'
    | 'projects'
    | 'shortcuts'
    | 'issues'
    | 'exportIssues'
    | 'unreadable'
    | 'leaving'
    | 'csv'
    | 'pasted';
  /** A whole document that was pasted: to be opened, or put into this one. */
  readonly pasted?: { readonly text: string; readonly at?: Point };
  /** A table that was dropped on the page, for the CSV dialog. */
  readonly csvFile?: File;

  readonly session: Session;
  readonly actions: Actions;
}

export interface Actions {
  // Edits: each is one undoable step unless it says otherwise
  /**
   * Adds a node near a place, over no other, and selects it; gives its id. `from` and `to` wire it in
   * the same step; with `into` it takes the place of that wire, and what lies behind makes room.
   */
  addNode(
    kind: string,
    position: Point,
    options?: { params?: Record<string, unknown>; from?: PortRef; to?: PortRef; into?: string },
  ): string | undefined;
  connect(source: PortRef, target: PortRef): boolean;
  /** Only looks: why this wire would be refused, or nothing. For live feedback. */
  wouldRefuse(source: PortRef, target: PortRef): Issue | undefined;
  moveNodes(positions: Readonly<Record<string, Point>>): void;
  setParam(node: string, param: string, value: unknown): void;
  /** Several parameters of a node as one undoable step. */
  setParams(node: string, params: Readonly<Record<string, unknown>>): void;
  setTitle(node: string, title: string): void;
  /** Whose weights a node uses; undefined: its own. */
  setShares(node: string, owner: string | undefined): void;
  replaceKind(node: string, kind: string): void;
  setRun(run: Partial<RunSettings>): void;
  rename(name: string): void;
  /** Adds an empty note and gives its id. */
  addNote(position: Point): string | undefined;
  /** Moves the end of a wire; false, and the wire stays, where that is refused. */
  reconnect(edge: string, source: PortRef, target: PortRef): boolean;
  setNote(
    id: string,
    change: { text?: string; position?: Point; size?: { width: number; height: number } },
  ): void;
  removeSelected(): void;
  removeEdges(edges: readonly string[]): void;
  /** Gives the text that was put aside, for the system's clipboard. */
  copy(): string | undefined;
  cut(): string | undefined;
  /**
   * What is on the system's clipboard; undefined where the browser does not say. A copy of ours is
   * pasted, a whole document offered, and of all else it is told why nothing came.
   */
  paste(at: Point | undefined, text: string | undefined): void;
  /** Puts all of a document's text into the open one. */
  insert(text: string, at?: Point): void;
  duplicate(): void;
  selectAll(): void;
  select(selection: Partial<Selection>): void;
  /** Selects a node and goes into its panel, with the focus on its first field. */
  enter(node: string): void;
  /** The panel has taken the focus. */
  entered(): void;
  align(
    how:
      | 'left'
      | 'centre'
      | 'right'
      | 'top'
      | 'middle'
      | 'bottom'
      | 'distribute-x'
      | 'distribute-y',
  ): void;
  /** Lays the graph out from left to right (in the background when large). */
  tidy(): Promise<void>;
  applyFix(issue: Issue): void;
  /** A drag or a slider was let go: what follows is a step of its own. */
  endGesture(): void;
  /** The canvas knows how large cards are; placing, aligning and tidying ask it. */
  setMeasure(measure: Measure | undefined): void;
  undo(): void;
  redo(): void;
  /** Undoes what was done to the run under that name, where nothing was done since. */
  undoRun(run: string): void;

  // Files and projects
  exportJson(options: { weights: boolean; training?: boolean }): Promise<string>;
  /** The text of a stored project as it is, whether or not it can be read. */
  exportStored(id: string): Promise<string | undefined>;
  /** The folder for PyTorch as a zip; what stands in its way is shown, and nothing given. */
  exportTorch(folder: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Opens a text as a new project; on issues nothing changes and they are shown. */
  importText(text: string, name?: string): Promise<boolean>;
  openSample(id: string): Promise<void>;
  /** A document with the state of a run, as a new project under that name or one like it. */
  openAsProject(document: Document, run: KeptRun | undefined, name: string): Promise<boolean>;
  newProject(): Promise<void>;
  openProject(id: string): Promise<void>;
  renameProject(id: string, name: string): Promise<void>;
  /** A copy beside it; opens nothing. */
  duplicateProject(id: string): Promise<void>;
  deleteProject(id: string): Promise<void>;
  /** A dropped or chosen file: JSON opens as a project, a table goes to the CSV dialog. */
  openFile(file: File): Promise<void>;
  /** Saves at once what autosave would save soon. */
  saveNow(): Promise<void>;
  /** Whether to leave what cannot be saved; false stays with it. */
  answerLeaving(may: boolean): void;
  listProjects(): Promise<readonly ProjectInfo[]>;

  // The run
  /** Where a moment is visited: from there, as another run; undo takes the former one up again. */
  train(): Promise<void>;
  /** To that step of the run, which stays where it ended; beyond its last one: back to there. */
  visit(step: number): void;
  /** So many moments on, or back: nearer to one another in the beginning, where more happens. */
  visitBy(moments: number): void;
  pause(): Promise<void>;
  trainOneStep(): Promise<void>;
  /** Undo takes the training up again. */
  reset(): Promise<void>;
  /** Back to the weights of the lowest validation cost that early stopping has seen. */
  takeBest(): Promise<void>;
  /** To the next stop, and to the one before: how far that is says `stride`. */
  stepForward(): Promise<void>;
  stepBack(): Promise<void>;
  /** On or back within the step, until so many of its moves are done. */
  goToMove(done: number): Promise<void>;
  /** To the node's next move: at once, or by and by while the step is played. */
  runTo(node: string): Promise<void>;
  /** Lets the step walk on by itself, or stand. */
  play(on: boolean): Promise<void>;
  /** Runs the rest of the step, or puts back what it has changed. */
  leaveStepping(how?: Leaving): Promise<void>;
  /** Whether stepping goes through the time steps of recurrent layers one by one. */
  unroll(unrolled: boolean): void;
  /** Shows the time step before which so many of the last move come. */
  goToRow(row: number): void;
  /** Answers what is asked, and makes the move; without a number it is shown. */
  answer(guess?: number): Promise<void>;
  /** Compares gradients with central differences: all, or those of a part. Training pauses for it. */
  checkGradients(scope?: GradientScope): Promise<void>;
  /** Stops it; what was found so far stays. */
  stopCheck(): void;
  /** Takes what was found off the page. */
  dropCheck(): void;
  /** Follows all paths from one number to the objective. Training pauses for it. */
  sumPaths(of: PathStart): Promise<void>;
  /** Stops it, or takes what was found off the page. */
  dropPaths(): void;
  /** Lights one of the paths that are listed; none any more where none is told. */
  lightPath(lit: number | undefined): void;
  /** Lights a term and what it is of; nothing any more where none is told. */
  point(pointed: Pointed | undefined): void;
  /** Says whether the card of the move has the equation, so that nobody need say it again. */
  setCardTells(tells: boolean): void;
  /** Loads the open document anew: a table that it names has come or gone. */
  reload(): Promise<void>;
  /** Gives up compiling what is drawn: it is compiled by `reload`, or with the next edit. */
  cancelCompiling(): Promise<void>;

  // Runs
  /** What a person says of a run; a name of no letters: it is called by what differs again. */
  setRunView(run: string, view: RunView): void;
  /** Any but the one that is open; undo is offered. */
  removeRun(run: string): Promise<void>;
  /** Its drawing and its state, as a project of its own; `title` becomes part of its name. */
  openRun(run: string, title: string): Promise<void>;
  /** What it computed. */
  readRunDocument(run: string): Promise<Document | undefined>;

  // View
  setSample(sample: number): void;
  setAverage(average: boolean): void;
  pinEdge(edge: string, pinned: boolean): void;
  setDock(tab: DockTab): void;
  setLecture(on: boolean): void;
  setStride(stride: Stride): void;
  setPlayRate(rate: PlayRate): void;
  setTrainingPace(pace: TrainingPace): void;
  setRecordingBudget(megabytes: RecordingBudget): void;
  setCurveView(change: Partial<CurveView>): void;
  setUntil(until: Until): void;
  setPredict(on: boolean): void;
  togglePanel(panel: keyof AppState['panels'], open?: boolean): void;
  setTheme(theme: Theme): void;
  setLanguage(language: Language): void;
  setSingleKeys(on: boolean): void;
  setShortcuts(changed: AppState['shortcuts']): void;
  setHint(step: 0 | 1 | 2 | 3): void;
  setWheel(wheel: AppState['wheel']): void;
  openDialog(dialog: AppState['dialog']): void;
  dismissTrouble(): void;
  notify(notice: Omit<Notice, 'id'>): void;
  dismissNotice(id: number): void;
}
