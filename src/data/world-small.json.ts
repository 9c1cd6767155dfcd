import {small, worldTopology} from "../../loaders/map/world.js";

process.stdout.write(JSON.stringify(worldTopology(small)));
