import {schemas} from "../../loaders/schema.js";

process.stdout.write(JSON.stringify(Object.values(schemas)));
