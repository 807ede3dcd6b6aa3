/** The page on a desk: columns and dock with movable borders, whose places are remembered. */
import { useTranslation } from 'react-i18next';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { Inspector } from '../inspector/Inspector.tsx';
import { Palette } from '../palette/Palette.tsx';
import classes from './App.module.css';
import { CanvasArea } from './CanvasArea.tsx';
import { useApp } from './context.tsx';
import { Dock, DockTabs } from './Dock.tsx';
import { ShowPanel, SidePanel } from './Panel.tsx';

function Columns() {
  const { t } = useTranslation();
  const palette = useApp((s) => s.panels.palette);
  const inspector = useApp((s) => s.panels.inspector);
  const panelIds = [palette && 'palette', 'canvas', inspector && 'inspector'].filter(
    (id): id is string => Boolean(id),
  );
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({ id: 'columns', panelIds });
  return (
    <Group
      key={panelIds.join()}
      id="columns"
      className={classes.columns}
      orientation="horizontal"
      defaultLayout={defaultLayout}
      onLayoutChanged={onLayoutChanged}
    >
      {palette && (
        <>
          <Panel
            id="palette"
            defaultSize={208}
            minSize={160}
            maxSize={320}
            groupResizeBehavior="preserve-pixel-size"
          >
            <SidePanel name={t('app.palette')} panel="palette" side="left">
              <Palette />
            </SidePanel>
          </Panel>
          <Separator
            className={classes.separator}
            aria-label={t('app.resize', { panel: t('app.palette') })}
          />
        </>
      )}
      <Panel id="canvas" minSize="40%">
        <CanvasArea>
          {!palette && <ShowPanel name={t('app.palette')} panel="palette" side="left" />}
          {!inspector && <ShowPanel name={t('app.inspector')} panel="inspector" side="right" />}
        </CanvasArea>
      </Panel>
      {inspector && (
        <>
          <Separator
            className={classes.separator}
            aria-label={t('app.resize', { panel: t('app.inspector') })}
          />
          <Panel
            id="inspector"
            defaultSize={320}
            minSize={240}
            maxSize={520}
            groupResizeBehavior="preserve-pixel-size"
          >
            <SidePanel name={t('app.inspector')} panel="inspector" side="right">
              <Inspector />
            </SidePanel>
          </Panel>
        </>
      )}
    </Group>
  );
}

export function Wide() {
  const { t } = useTranslation();
  const dock = useApp((s) => s.panels.dock);
  const panelIds = dock ? ['work', 'dock'] : ['work'];
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({ id: 'rows', panelIds });
  return (
    <main className={classes.body}>
      <Group
        id="rows"
        className={classes.rows}
        orientation="vertical"
        defaultLayout={defaultLayout}
        onLayoutChanged={onLayoutChanged}
      >
        <Panel id="work" minSize="50%">
          <Columns />
        </Panel>
        {dock && (
          <>
            <Separator
              className={classes.separator}
              aria-label={t('app.resize', { panel: t('app.dock') })}
            />
            <Panel
              id="dock"
              defaultSize={190}
              minSize={110}
              groupResizeBehavior="preserve-pixel-size"
            >
              <Dock />
            </Panel>
          </>
        )}
      </Group>
      {!dock && <DockTabs />}
    </main>
  );
}
