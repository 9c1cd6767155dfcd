import {readCode} from "../../loaders/site/code.js";

process.stdout.write(JSON.stringify(readCode()));
