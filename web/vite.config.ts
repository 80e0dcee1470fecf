// Builds the page into dist/: one index.html and hashed files, no inline scripts (CSP script-src 'self').
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// While developing, `npm run dev` passes the API on to a running `reeve serve`.
const server = 'http://localhost:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    assetsInlineLimit: 0,
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': server, '/microsoft': server } },
});
