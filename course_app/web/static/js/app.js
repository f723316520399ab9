// The one script that a page names.
export {};
