/** pdf.js's worker with the functions old browsers lack put in first. */
import "./old-browsers.ts";
import "pdfjs-dist/legacy/build/pdf.worker.min.mjs";
