// The one script. Every page works without it; it says so to the styles, then wakes the components.
import { createAll, initAll } from "govuk-frontend";
import { AddAnother, SortableTable } from "@ministryofjustice/frontend";
import { startClocks } from "./clock.js";
import { startDensity } from "./density.js";
import { startDrafts } from "./draft/start.js";
import { startIndex } from "./index.js";
import { startOnce } from "./once.js";
import { startReveals } from "./reveal.js";
import { startSearch } from "./search.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
createAll(AddAnother);
createAll(SortableTable);
startReveals();
startSearch();
startClocks();
startDensity();
startIndex();
startDrafts();
startOnce(); // last: a form that something else has stopped was not sent
