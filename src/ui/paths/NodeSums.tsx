/** Where there are too many paths to follow: what goes through each node, and how few products that takes. */
import { useTranslation } from 'react-i18next';
import type { PathSum } from '../../../workers/engine/protocol.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import classes from './paths.module.css';
import { useNodeTitle } from './words.ts';

export function NodeSums({ sum }: { sum: PathSum }) {
  const { t } = useTranslation();
  const title = useNodeTitle();
  const counted = sum.paths !== undefined;
  const { paths = 0, products = 0, factors = 0 } = sum;
  const rows = sum.nodes.map((node, i) => ({ ...node, key: `${node.node} ${node.ends} ${i}` }));
  return (
    <>
      <p className={classes.text}>
        {counted
          ? t('paths.many', { factors: formatCount(factors), products: formatCount(products) })
          : t('paths.uncounted')}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
      <div className={classes.scroll} tabIndex={0}>
        <table aria-label={t('paths.table')}>
          <thead>
            <tr>
              <th scope="col">{t('paths.node')}</th>
              {counted && <th scope="col">{t('paths.ways')}</th>}
              {counted && <th scope="col">{t('paths.products')}</th>}
              <th scope="col">{t('paths.through')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">
                  {title(row.node)}
                  {row.ends === 'penalty' && ` ${t('paths.penalty')}`}
                </th>
                {counted && <td>{formatCount(row.paths)}</td>}
                {counted && <td>{formatCount(row.products)}</td>}
                <td>{formatNumber(row.sum)}</td>
              </tr>
            ))}
          </tbody>
          {counted && (
            <tfoot>
              <tr>
                <th scope="row">{t('paths.all')}</th>
                <td>{formatCount(paths)}</td>
                <td>{formatCount(products)}</td>
                <td>{formatNumber(sum.sum)}</td>
              </tr>
            </tfoot>
          )}
        </table>
      </div>
    </>
  );
}
