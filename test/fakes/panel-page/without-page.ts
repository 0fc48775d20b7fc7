// To be imported first by tests of the view's code that need no page: what the view reads of one when it is loaded.
Object.defineProperty(globalThis, 'document', {
  value: { querySelector: () => null, documentElement: { lang: 'en' } },
});
