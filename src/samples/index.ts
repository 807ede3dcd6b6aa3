/** The samples in the order of the gallery; the first one is what a newcomer sees. */
import { lessonSamples } from './lessons.ts';
import { networkSamples } from './networks.ts';
import { neuronSamples } from './neurons.ts';
import { pictureSamples } from './pictures.ts';
import { recurrentSamples } from './recurrent.ts';
import type { Sample } from './sample.ts';
import { sequenceSamples } from './sequences.ts';

export type { Sample };

export const SAMPLES: readonly Sample[] = [
  networkSamples.spiral,
  neuronSamples.gates,
  neuronSamples.perceptronAnd,
  neuronSamples.perceptronXor,
  networkSamples.xor,
  neuronSamples.xorNeurons,
  networkSamples.mlp453,
  networkSamples.circle,
  networkSamples.sine,
  networkSamples.skip,
  lessonSamples.learningRates,
  lessonSamples.collapsed,
  lessonSamples.initialisers,
  lessonSamples.overfitting,
  lessonSamples.norms,
  pictureSamples.digitsLayers,
  pictureSamples.digitsConvolution,
  pictureSamples.autoencoder,
  recurrentSamples.echo,
  recurrentSamples.sine,
  recurrentSamples.adding,
  recurrentSamples.charactersLstm,
  sequenceSamples.waveforms,
  sequenceSamples.sortingDigits,
  sequenceSamples.charactersAttention,
];

export const sampleOf = (id: string): Sample | undefined => SAMPLES.find((s) => s.id === id);
