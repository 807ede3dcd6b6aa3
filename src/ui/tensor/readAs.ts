/** How what leaves by a port is read as pictures; what its kind says of the port decides. */
import type { Reading } from '../../charts/montage.ts';
import type { Port } from '../../document/vocabulary.ts';
import { portsOf } from '../kit/ports.ts';
import { useApp } from '../kit/store.tsx';

export const readingOf = (port: Pick<Port, 'planes'> | undefined): Reading =>
  port?.planes ? 'planes' : 'maps';

export const usePortReading = (node: string, name: string): Reading =>
  useApp((s) => {
    const record = s.document.nodes[node];
    return readingOf(record && portsOf(record).outputs.find((p) => p.name === name));
  });

/** The same of a wire, by the port that it leaves. */
export const useWireReading = (edge: string): Reading =>
  useApp((s) => {
    const source = s.document.edges[edge]?.source;
    const record = source && s.document.nodes[source.node];
    return readingOf(record && portsOf(record).outputs.find((p) => p.name === source?.port));
  });
