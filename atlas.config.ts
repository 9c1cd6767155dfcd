import type {AtlasConfig} from "./loaders/settings.js";

// Every key is optional; the README lists them with their defaults.
export default {} satisfies AtlasConfig;
