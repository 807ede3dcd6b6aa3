// A training worker that is heard until it is asked for its weights: then it spins, or closes without a word.
import { parentPort, workerData } from 'node:worker_threads';
import { expose } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';

const nothing = () => undefined;
expose(
  {
    beat: nothing,
    listen: nothing,
    watch: nothing,
    readWeights: () => {
      if (workerData === 'closes') process.exit();
      for (;;);
    },
  },
  nodeEndpoint(parentPort),
);
