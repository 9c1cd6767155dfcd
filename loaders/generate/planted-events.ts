import type {Incident} from "./incidents.js";
import type {SampleEvent} from "./traffic-mix.js";

/** What is true of an incident: who, to whom, when (ISO, UTC) and how much. */
export interface IncidentTruth {
  readonly detector: string;
  readonly about: string;
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly first: string;
  readonly last: string;
  readonly events: number;
  readonly bytes: number;
}

/** The events of several incidents as one stream in the order of time. */
export interface PlantedEvents {
  /** Time of the next event; Infinity when there are no more. */
  time(): number;
  /** Gives the next event and counts it. */
  take(): SampleEvent;
  /** What was taken so far. */
  truth(): IncidentTruth[];
}

/** Joins incidents, holding one event of each, so that memory does not grow with their number. */
export function joinIncidents(incidents: readonly Incident[]): PlantedEvents {
  const queues = incidents
    .filter(({count}) => count > 0)
    .map((incident) => ({
      incident,
      head: incident.event(0) as SampleEvent | null,
      taken: 0,
      sources: new Set<string>(),
      destinations: new Set<string>(),
      first: 0,
      last: 0,
      bytes: 0
    }));
  let soonest = findSoonest();

  function findSoonest() {
    return queues.reduce<(typeof queues)[number] | null>(
      (best, queue) => (queue.head && (!best?.head || queue.head.time < best.head.time) ? queue : best),
      null
    );
  }

  return {
    time: () => soonest?.head?.time ?? Infinity,
    take() {
      const event = soonest?.head;
      if (!soonest || !event) throw new Error("no planted events left: 0");
      if (soonest.taken === 0) soonest.first = event.time;
      soonest.last = event.time;
      soonest.bytes += event.bytes ?? 0;
      soonest.sources.add(event.source);
      soonest.destinations.add(event.dest);
      soonest.taken++;
      soonest.head = soonest.taken < soonest.incident.count ? soonest.incident.event(soonest.taken) : null;
      soonest = findSoonest();
      return event;
    },
    truth: () =>
      queues.map(({incident: {detector, about}, sources, destinations, first, last, taken, bytes}) => ({
        detector,
        about,
        sources: [...sources],
        destinations: [...destinations],
        first: new Date(first).toISOString(),
        last: new Date(last).toISOString(),
        events: taken,
        bytes
      }))
  };
}
