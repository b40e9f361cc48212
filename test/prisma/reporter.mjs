// Prints each test of "node --test" as one line of JSON.

export default async function* report(events) {
  for await (const { type, data } of events) {
    if ((type === 'test:pass' || type === 'test:fail') && data.details?.type !== 'suite' && !/\.js$/.test(data.name)) {
      const error = data.details?.error;
      yield `${JSON.stringify({ name: data.name, ok: type === 'test:pass', error: error && String(error.cause?.stack ?? error) })}\n`;
    }
  }
}
