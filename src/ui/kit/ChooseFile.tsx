/** The button that opens the system's file chooser for a table. */
import { Button, FileButton } from '@mantine/core';
import { FileSpreadsheet } from 'lucide-react';

interface Props {
  readonly label: string;
  readonly variant: 'filled' | 'default';
  readonly small?: boolean;
  readonly onFile: (file: File) => void;
}

export function ChooseFile({ label, variant, small = false, onFile }: Props) {
  return (
    <FileButton
      accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
      onChange={(file) => file && onFile(file)}
    >
      {(props) => (
        <Button
          {...props}
          variant={variant}
          size={small ? 'compact-sm' : 'sm'}
          leftSection={<FileSpreadsheet size={small ? 14 : 16} aria-hidden />}
        >
          {label}
        </Button>
      )}
    </FileButton>
  );
}
