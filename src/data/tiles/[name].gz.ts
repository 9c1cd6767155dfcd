import {publishTile} from "../../../loaders/site/publish-tile.js";

await publishTile(process.argv);
