// A list as CSV: everything the filters let through, not only the page one sees.
import { list, text, type Item, type ListQuery } from '../api/client';

const maxPages = 200;
const pageSize = 1000;

const phoneNumber = /^\+[0-9 ()./-]+$/;

// Quotes where needed; a leading = + - @ gets a quote sign so that no spreadsheet runs it (a phone number does nothing).
export function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) && !phoneNumber.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

export function csvText(rows: string[][]): string {
  return rows.map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n';
}

export function saveAs(name: string, content: string, type = 'text/csv;charset=utf-8') {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
}

export interface CsvColumn<A> {
  header: string;
  csv: (row: Item<A>) => string;
}

export async function downloadList<A>(name: string, path: string, query: ListQuery, columns: CsvColumn<A>[]) {
  const rows = [columns.map((column) => column.header)];
  for (let page = 1, pages = 1; page <= Math.min(pages, maxPages); page += 1) {
    const answer = await list<A>(path, { ...query, page, size: pageSize });
    for (const row of answer.rows) rows.push(columns.map((column) => column.csv(row)));
    pages = answer.pages;
  }
  saveAs(name, csvText(rows));
}

export async function downloadText(name: string, path: string) {
  saveAs(name, await text(path, 'text/csv'));
}
