// Starts the viewer's page: the one thing here that wasm cannot do for itself.
import init, { connect } from "./viewer.js";

await init();
connect();
