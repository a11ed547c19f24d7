import { booleanOf, type DataFile, listOf, type Settings, textOf } from '../../contract/index.ts';
import { readSeries } from '../../datasets/index.ts';
import { type ForecastingPlan, planSeries } from './plan.ts';

/**
 * Reads the columns that the settings name, series by series, and lays them out.
 * @throws UnrollError when the data cannot serve the settings
 */
export async function readPlan(data: DataFile, settings: Settings): Promise<ForecastingPlan> {
  const targets = listOf(settings, 'target_columns');
  const covariates = [...listOf(settings, 'past_columns'), ...listOf(settings, 'known_columns')];
  const tables = await readSeries(data, targets.length > 0 ? targets : undefined, {
    timeColumn: textOf(settings, 'time_column') || undefined,
    seriesColumn: textOf(settings, 'series_column') || undefined,
    fillGaps: booleanOf(settings, 'fill_gaps'),
    alsoColumns: covariates,
  });
  const madeRows = tables.reduce((sum, { table }) => sum + table.madeRows, 0);
  return planSeries(tables, settings, madeRows);
}
