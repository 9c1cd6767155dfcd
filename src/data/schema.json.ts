import {readSchemas} from "../../loaders/site/schemas.js";

process.stdout.write(JSON.stringify(await readSchemas()));
