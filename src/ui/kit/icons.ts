/** The icons that the catalogue names, listed one by one so that only these are shipped. */
import {
  ArrowLeftRight,
  AudioWaveform,
  Box,
  ChartPie,
  CircleDot,
  Combine,
  Database,
  Dices,
  Expand,
  Grid2x2,
  Hash,
  Layers,
  type LucideIcon,
  Plus,
  Repeat,
  Rows3,
  Ruler,
  Scan,
  Scissors,
  Shapes,
  Shrink,
  Slash,
  Spline,
  Split,
  SquareActivity,
  Table2,
  Target,
  ToggleRight,
  TrendingUp,
  X,
} from 'lucide-react';
import type { Family } from '../../catalog/kind.ts';

const ICONS: Readonly<Record<string, LucideIcon>> = {
  'arrow-left-right': ArrowLeftRight,
  'audio-waveform': AudioWaveform,
  'chart-pie': ChartPie,
  expand: Expand,
  scan: Scan,
  shrink: Shrink,
  'circle-dot': CircleDot,
  combine: Combine,
  database: Database,
  dices: Dices,
  'grid-2x2': Grid2x2,
  hash: Hash,
  layers: Layers,
  plus: Plus,
  repeat: Repeat,
  'rows-3': Rows3,
  ruler: Ruler,
  scissors: Scissors,
  slash: Slash,
  spline: Spline,
  split: Split,
  'square-activity': SquareActivity,
  'table-2': Table2,
  target: Target,
  'toggle-right': ToggleRight,
  'trending-up': TrendingUp,
  x: X,
};

export const iconOf = (name: string | undefined): LucideIcon => ICONS[name ?? ''] ?? Box;

/** A family's icon: that of the folded palette. */
const FAMILY_ICONS: Readonly<Record<Family, LucideIcon>> = {
  sources: Database,
  neurons: CircleDot,
  layers: Layers,
  activations: SquareActivity,
  shaping: Shapes,
  losses: Target,
  measures: Ruler,
};

export const familyIcon = (family: Family): LucideIcon => FAMILY_ICONS[family];
