/**
 * The page on a desk: three columns with movable borders, whose places are remembered. The outer ones
 * have the full height; the dock lies under the canvas alone, the decision map under the inspector,
 * so that nothing lies over the network. On a first visit the palette is a rail of icons and the dock
 * low: the canvas has half of the window, also of a small one (`e2e/widths.spec.ts`).
 */
import { ActionIcon, Tooltip } from '@mantine/core';
import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { Inspector } from '../inspector/Inspector.tsx';
import { InTurn } from '../kit/InTurn.tsx';
import { Part } from '../kit/Part.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import { Palette, PaletteRail } from '../palette/Palette.tsx';
import { UnseenProblems } from '../problems/Problems.tsx';
import classes from './App.module.css';
import { CanvasArea, MapPlace } from './CanvasArea.tsx';
import { Dock, DockTabs } from './Dock.tsx';
import { extents } from './extents.ts';
import { ShowPanel, SidePanel } from './Panel.tsx';

/** From that height on the dock begins higher: its curves have room, and the canvas half of the window. */
const TALL = 860;

function Middle() {
  const { t } = useTranslation();
  const inspector = useApp((s) => s.panels.inspector);
  const dock = useApp((s) => s.panels.dock);
  const problems = useApp((s) => s.panels.dock && s.dock === 'problems');
  const panelIds = dock ? ['canvas', 'dock'] : ['canvas'];
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: 'rows',
    panelIds,
    storage: extents,
  });
  return (
    <div className={classes.middle}>
      <Group
        id="rows"
        className={classes.rows}
        orientation="vertical"
        defaultLayout={defaultLayout}
        onLayoutChanged={onLayoutChanged}
      >
        <Panel id="canvas" minSize="50%">
          <CanvasArea map={!inspector} asking={!inspector}>
            {!inspector && (
              <ShowPanel
                name={t('app.inspector')}
                panel="inspector"
                side="right"
                className={classes.edgeButton}
              />
            )}
          </CanvasArea>
        </Panel>
        {dock && (
          <>
            <Separator
              className={classes.separator}
              aria-label={t('app.resize', { panel: t('app.dock') })}
            />
            <Panel
              id="dock"
              defaultSize={window.innerHeight < TALL ? '21%' : '24%'}
              minSize="6.875rem"
              groupResizeBehavior="preserve-pixel-size"
            >
              <Dock />
            </Panel>
          </>
        )}
      </Group>
      {!dock && <DockTabs />}
      {!problems && <UnseenProblems />}
    </div>
  );
}

/** The palette folded: a column of icons; to search, it unfolds. */
function Rail({ onSearch }: { onSearch: () => void }) {
  const { t } = useTranslation();
  const label = t('palette.search');
  return (
    <section className={classes.rail} aria-label={t('app.palette')}>
      <PaletteRail
        head={
          <>
            <ShowPanel name={t('app.palette')} panel="palette" side="left" />
            <Tooltip label={label} position="right">
              <ActionIcon aria-label={label} onClick={onSearch}>
                <Search size={16} />
              </ActionIcon>
            </Tooltip>
          </>
        }
      />
    </section>
  );
}

export function Wide() {
  const { t } = useTranslation();
  const { togglePanel } = useActions();
  const [searching, setSearching] = useState(false);
  const palette = useApp((s) => s.panels.palette);
  const inspector = useApp((s) => s.panels.inspector);
  // Unfolded by its button the next time, it takes no focus.
  useEffect(() => {
    if (!palette) setSearching(false);
  }, [palette]);
  const panelIds = [palette && 'palette', 'middle', inspector && 'inspector'].filter(
    (id): id is string => Boolean(id),
  );
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: 'columns',
    panelIds,
    storage: extents,
  });
  return (
    <main className={`${classes.body} ${classes.wide}`}>
      {!palette && (
        <Rail
          onSearch={() => {
            setSearching(true);
            togglePanel('palette', true);
          }}
        />
      )}
      <Group
        key={panelIds.join()}
        id="columns"
        className={classes.columns}
        orientation="horizontal"
        defaultLayout={defaultLayout}
        onLayoutChanged={onLayoutChanged}
        style={{ overflow: 'visible' }}
      >
        {palette && (
          <>
            <Panel
              id="palette"
              defaultSize="11.75rem"
              minSize="9.375rem"
              maxSize="20rem"
              groupResizeBehavior="preserve-pixel-size"
            >
              <SidePanel name={t('app.palette')} panel="palette" side="left">
                <InTurn>
                  <Palette searching={searching} />
                </InTurn>
              </SidePanel>
            </Panel>
            <Separator
              className={classes.separator}
              aria-label={t('app.resize', { panel: t('app.palette') })}
            />
          </>
        )}
        <Panel id="middle" minSize="40%">
          <Middle />
        </Panel>
        {inspector && (
          <>
            <Separator
              className={classes.separator}
              aria-label={t('app.resize', { panel: t('app.inspector') })}
            />
            <Panel
              id="inspector"
              defaultSize="24%"
              minSize="15rem"
              maxSize="32.5rem"
              groupResizeBehavior="preserve-pixel-size"
              // The decision map can be moved and enlarged beyond its column.
              style={{ overflow: 'visible' }}
            >
              <div className={classes.right}>
                <SidePanel name={t('app.inspector')} panel="inspector" side="right">
                  <Part>
                    <Inspector />
                  </Part>
                </SidePanel>
                <MapPlace docked />
              </div>
            </Panel>
          </>
        )}
      </Group>
    </main>
  );
}
