// Brings the page to life; without it every link and form still works.
import { setUpAsking } from "./ask.js";
import { setUpSources } from "./source.js";
import { setUpTakingAway } from "./take-away.js";
import { setUpLibrary } from "./library.js";
import { setUpFilters } from "./filters.js";
import { watchConnection } from "./connection.js";

watchConnection();
setUpAsking();
setUpSources();
setUpTakingAway();
setUpLibrary();
setUpFilters();
