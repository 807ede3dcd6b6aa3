/**
 * The page: bars above, palette, canvas and inspector side by side, the dock below. Panels fold away
 * and remember it; on a narrow screen they become one sheet under the canvas. No part's content.
 */
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { CommandSearch } from '../commands/CommandSearch.tsx';
import { useCommandKeys } from '../commands/keys.ts';
import { ShortcutSheet } from '../commands/ShortcutSheet.tsx';
import { CsvDialog } from '../data/CsvDialog.tsx';
import { FileDrop } from '../files/FileDrop.tsx';
import { ImportIssues } from '../files/ImportIssues.tsx';
import { LeavingDialog } from '../files/LeavingDialog.tsx';
import { PastedDialog } from '../files/PastedDialog.tsx';
import { ProjectsDialog } from '../files/ProjectsDialog.tsx';
import { SamplesDialog } from '../files/SamplesDialog.tsx';
import { UnreadableDialog } from '../files/UnreadableDialog.tsx';
import { catchUp } from '../kit/following.ts';
import { InTurn } from '../kit/InTurn.tsx';
import { createOffers, OffersContext } from '../kit/offers.ts';
import { Part } from '../kit/Part.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import { TrainingBar } from '../training/TrainingBar.tsx';
import classes from './App.module.css';
import { Lecture } from './Lecture.tsx';
import lectureClasses from './lecture.module.css';
import { Narrow } from './Narrow.tsx';
import { Notices } from './Notices.tsx';
import { TopBar } from './TopBar.tsx';
import { Wide } from './Wide.tsx';

/** Below this (819 px at the usual size of text) three columns would leave the canvas less than half. */
export const NARROW = '(max-width: 51.1875em)';

export function App() {
  const [offers] = useState(createOffers);
  return (
    <OffersContext.Provider value={offers}>
      <Page />
    </OffersContext.Provider>
  );
}

/** Each press of the pointer begins a gesture of its own: a drag or a slider is one step of undo. */
function useGestures() {
  const { endGesture } = useActions();
  useEffect(() => {
    const press = () => {
      catchUp();
      endGesture();
    };
    window.addEventListener('pointerdown', press, true);
    window.addEventListener('keydown', catchUp, true);
    return () => {
      window.removeEventListener('pointerdown', press, true);
      window.removeEventListener('keydown', catchUp, true);
    };
  }, [endGesture]);
}

function Page() {
  const narrow = useMediaQuery(NARROW, globalThis.matchMedia?.(NARROW).matches ?? false);
  const lecture = useApp((s) => s.lecture);
  useCommandKeys();
  useGestures();
  return (
    <FileDrop>
      <div
        className={lecture ? `${classes.page} ${lectureClasses.page}` : classes.page}
        data-narrow={narrow || undefined}
      >
        <div className={classes.bars}>
          <div className={classes.topPlace}>
            <Part>
              <TopBar narrow={narrow} />
            </Part>
          </div>
          <div className={classes.trainingPlace}>
            <Part>
              <TrainingBar narrow={narrow} />
            </Part>
          </div>
        </div>
        {narrow ? <Narrow /> : <Wide />}
      </div>
      {lecture && <Lecture />}
      <Notices />
      {/* Its key may be pressed, and typed after, at the first moment. */}
      <CommandSearch />
      <InTurn>
        <ShortcutSheet />
        <SamplesDialog />
        <ProjectsDialog />
        <ImportIssues />
        <UnreadableDialog />
        <LeavingDialog />
        <PastedDialog />
        <CsvDialog />
      </InTurn>
    </FileDrop>
  );
}
