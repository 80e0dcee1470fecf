// One event stream a browser: this shared worker holds it and passes each event to every open tab.

interface Port {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent<string>) => void) | null;
}

const retryMilliseconds = 5_000;
const ports = new Set<Port>();
let source: EventSource | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

function tell(message: unknown) {
  for (const port of ports) port.postMessage(message);
}

function close() {
  clearTimeout(timer);
  source?.close();
  source = null;
}

function open() {
  if (source && source.readyState !== EventSource.CLOSED) return;
  clearTimeout(timer);
  source = new EventSource('/api/events');
  source.onopen = () => tell({ kind: 'open' });
  source.addEventListener('run', (event) => tell({ kind: 'run', data: event.data as string }));
  source.onerror = () => {
    tell({ kind: 'lost' });
    // The browser tries again by itself unless the server refused.
    if (source?.readyState === EventSource.CLOSED && ports.size > 0) {
      timer = setTimeout(open, retryMilliseconds);
    }
  };
}

const scope = globalThis as unknown as { onconnect: (event: { ports: readonly Port[] }) => void };
scope.onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  ports.add(port);
  port.onmessage = ({ data }) => {
    if (data === 'open') open();
    if (data === 'open' && source?.readyState === EventSource.OPEN) port.postMessage({ kind: 'open' });
    if (data === 'stop') close();
    if (data === 'bye') ports.delete(port);
    if (ports.size === 0) close();
  };
};
