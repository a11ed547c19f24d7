import type {
  Dataset,
  NewStudy,
  Setting,
  StudyLimits,
  StudyMethod,
  StudyParameter,
  StudyPlan,
  TaskDescriptor,
} from '../../../src/contract/index.ts';
import { datasetOf, datasets } from '../../state/datasets.svelte.ts';
import { kept } from '../../state/kept.svelte.ts';
import type { RouteOf } from '../../state/navigation.svelte.ts';
import { project } from '../../state/projects.svelte.ts';
import { tasks } from '../../state/tasks.svelte.ts';
import { request } from '../../workbench.ts';
import type { Given } from '../train/draft.svelte.ts';
import { type BudgetDraft, limitsOf } from './budget.ts';
import { MethodValues } from './method-values.ts';
import {
  type BoundsDraft,
  boundsOf,
  draftOf,
  draftsOf,
  noBounds,
  type ParameterDraft,
  spaceText,
} from './space-draft.ts';

interface DraftFields extends BudgetDraft {
  datasetId: number | null;
  task: string | null;
  sampler: string;
  pruner: string;
  /** Options of samplers and of pruners that differ from their defaults, by method. */
  samplerOptions: Record<string, Given>;
  prunerOptions: Record<string, Given>;
  seed: number | string;
  warmStart: boolean;
  name: string;
  parameters: ParameterDraft[];
  bounds: BoundsDraft;
  /** The space as text, where a person writes it; null while the form holds it. */
  yaml: string | null;
  /** A cost to be kept small beside the metric; empty without one. */
  cost: '' | 'parameters' | 'seconds';
  /** The task that the parameters are for. */
  parametersOf: string;
  settings: NewStudy['settings'];
}

/** The search that is being prepared; kept across restarts. */
export class StudyDraft {
  readonly fields = kept<DraftFields>('search.draft', {
    datasetId: null,
    task: null,
    sampler: '',
    pruner: 'median',
    samplerOptions: {},
    prunerOptions: {},
    trials: 30,
    minutes: 0,
    steps: 0,
    patience: 0,
    parallel: 0,
    seed: 0,
    warmStart: false,
    name: '',
    parameters: [],
    bounds: noBounds(),
    yaml: null,
    cost: '',
    parametersOf: '',
    settings: {},
  });

  readonly dataset: Dataset | undefined = $derived(
    datasetOf(this.fields.datasetId ?? undefined) ?? datasets()[0],
  );
  readonly fitting: readonly TaskDescriptor[] = $derived(
    tasks().filter((task) => this.dataset && task.accepts.includes(this.dataset.summary.kind)),
  );
  readonly task: TaskDescriptor | undefined = $derived(
    this.fitting.find((task) => task.id === this.fields.task) ??
      this.fitting.find((task) => task.id === this.dataset?.suggestions[0]?.task) ??
      this.fitting[0],
  );
  /** Settings that this task lets a search vary; empty until they have come. */
  searchable = $state.raw<readonly Setting[]>([]);
  methods = $state.raw<{
    readonly samplers: readonly StudyMethod[];
    readonly pruners: readonly StudyMethod[];
  }>({ samplers: [], pruners: [] });

  readonly sampler: MethodValues | undefined = $derived.by(() => {
    const method = this.methods.samplers.find(({ id }) => id === this.fields.sampler);
    return method && new MethodValues(method, this.fields.samplerOptions);
  });
  /** None beside a sampler that judges by itself. */
  readonly pruner: MethodValues | undefined = $derived.by(() => {
    const method = this.methods.pruners.find(({ id }) => id === this.fields.pruner);
    return method && !this.judges ? new MethodValues(method, this.fields.prunerOptions) : undefined;
  });

  /** Whether the sampler decides by itself who goes on, and for how long all train. */
  readonly judges: boolean = $derived.by(() => this.sampler?.method.judges === true);

  /** How many trials there are is the sampler's own matter where it judges by itself. */
  readonly limits: StudyLimits = $derived.by(() =>
    limitsOf(this.judges ? { ...this.fields, trials: 0 } : this.fields),
  );

  /** Settings that every trial shares: what a link brought, else what the data suggests. */
  readonly shared: NewStudy['settings'] = $derived.by(() => {
    const suggestion = this.dataset?.suggestions.find((entry) => entry.task === this.task?.id);
    return { ...(suggestion?.settings ?? {}), ...this.fields.settings } as NewStudy['settings'];
  });

  open(route: RouteOf<'search'>): void {
    this.fields.datasetId = route.datasetId ?? null;
    this.fields.task = route.task ?? null;
    this.fields.settings = { ...(route.settings ?? {}) } as NewStudy['settings'];
    this.fields.parametersOf = '';
  }

  async loadMethods(): Promise<void> {
    this.methods = await request('studies.methods');
    const { samplers } = this.methods;
    if (!samplers.some(({ id }) => id === this.fields.sampler)) {
      this.fields.sampler = (samplers.find(({ id }) => id === 'auto') ?? samplers[0])?.id ?? '';
    }
  }

  /** What the task lets a search vary, and its first choice where nothing has been chosen yet. */
  async loadSpace(dataset: Dataset, task: TaskDescriptor): Promise<void> {
    this.searchable = await request('studies.searchable', { task: task.id });
    if (this.fields.parametersOf === task.id) return;
    const plan = await this.#plan(dataset, task);
    this.fields.parameters = draftsOf(plan.parameters, this.searchable);
    this.fields.bounds = noBounds();
    this.fields.yaml = null;
    this.fields.parametersOf = task.id;
  }

  #spaceText(): string {
    const { parameters, bounds } = this.fields;
    // A form that was kept by an earlier version has no steps and conditions.
    const drafts = $state
      .snapshot(parameters)
      .map((one) => ({ ...one, step: one.step ?? '', when: one.when ?? null }));
    return spaceText(drafts, $state.snapshot(bounds));
  }

  #plan(dataset: Dataset, task: TaskDescriptor): Promise<StudyPlan> {
    const settings = $state.snapshot(this.shared) as NewStudy['settings'];
    return request('studies.plan', { datasetId: dataset.id, task: task.id, settings });
  }

  /** @returns what would be made, or undefined while there is no data or task */
  wanted(): NewStudy | undefined {
    const { dataset, task, fields } = this;
    if (dataset === undefined || task === undefined) return undefined;
    const projectId = project()?.id;
    const parallel = Number(fields.parallel);
    return {
      datasetId: dataset.id,
      task: task.id,
      ...(projectId === undefined ? {} : { projectId }),
      settings: $state.snapshot(this.shared) as NewStudy['settings'],
      space: fields.yaml ?? this.#spaceText(),
      ...(fields.cost === '' ? {} : { objectives: ['val/loss', fields.cost] }),
      ...(this.sampler === undefined ? {} : { sampler: this.sampler.choice }),
      pruner: this.pruner?.choice ?? { id: 'none' },
      seed: Number(fields.seed),
      limits: this.limits,
      ...(parallel > 0 ? { parallel } : {}),
      ...(fields.name.trim() === '' ? {} : { name: fields.name.trim() }),
      warmStart: fields.warmStart,
    };
  }

  /** Lays the form's space out as text, with what each setting does as comments. */
  async writeAsYaml(): Promise<void> {
    const wanted = this.wanted();
    if (wanted === undefined) return;
    this.fields.yaml = (await request('studies.plan', wanted)).yaml;
  }

  /**
   * Takes the text into the form.
   * @returns false where it cannot be read, or holds what the form has no field for
   */
  async takeIntoForm(): Promise<boolean> {
    const wanted = this.wanted();
    if (wanted === undefined) return false;
    const { parameters, constraints, problems } = await request('studies.plan', wanted);
    const bounds = boundsOf(constraints);
    if (problems.length > 0 || bounds === null) return false;
    this.fields.bounds = bounds;
    this.fields.parameters = draftsOf(parameters, this.searchable);
    this.fields.yaml = null;
    return true;
  }

  /** Takes a setting into the search or out of it. */
  toggle(parameter: StudyParameter, on: boolean): void {
    const others = this.fields.parameters.filter(({ name }) => name !== parameter.name);
    this.fields.parameters = on ? [...others, draftOf(parameter)] : others;
  }
}
