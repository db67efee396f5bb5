/** The head of a table whose columns are named by strings. */
import { useStrings } from './strings.ts';

export function TableHead({ columns }: { columns: readonly string[] }) {
  const { t } = useStrings();
  return (
    <thead>
      <tr>
        {columns.map((key) => (
          <th scope="col" key={key}>
            {t(key)}
          </th>
        ))}
      </tr>
    </thead>
  );
}
