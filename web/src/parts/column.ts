// One column of a table: how a row shows there, in the CSV, and how the server sorts by it.
import type { ReactNode } from 'react';
import type { Item } from '../api/client';

export interface Column<A> {
  id: string;
  header: string;
  cell: (row: Item<A>) => ReactNode;
  csv?: (row: Item<A>) => string; // with it the column is in the CSV
  sort?: string; // the server's name for sorting by it
  right?: boolean; // numbers stand right
  wide?: boolean; // only where there is room
  off?: boolean; // hidden until chosen
  width?: number; // wished, in pixels
}
