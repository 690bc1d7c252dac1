// What any room may say: forms, copying, links, the language itself.
export default {
  close: 'close',
  copied: 'copied',
  language: 'Language',
  languageOfBrowser: 'as the browser',
  open: 'Open {what}',
  selected: 'it is selected: press Ctrl+C',
} as const;
