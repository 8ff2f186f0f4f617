import { minutesOfDay, type TimeFrame } from "../../i18n/dates";
import type { Hours, RequestRow } from "../../platform";
import { hoursOf } from "./calendar";

const STEP = 30;

/** Where a promise would go: a day, and a time on it. */
export interface Place {
  day: string;
  minutes: number;
}

const clamp = (value: number, { from, to }: Hours) => Math.min(Math.max(value, from), to);

/** A promise on its way to another time; nothing moves before its reason is given. */
export class Moving {
  row = $state.raw<RequestRow>();
  place = $state.raw<Place>();
  /** Where the pointer is; by keys there is none. */
  pointer = $state.raw<{ x: number; y: number }>();

  constructor(
    private readonly frame: () => TimeFrame,
    private readonly week: () => Hours[][],
    /** The days that it can go to, soonest first. */
    private readonly days: () => string[],
  ) {}

  /** By keys it begins where it is, or on the first day that is left. */
  begin(row: RequestRow, day: string): void {
    const first = this.days().find((one) => one >= day) ?? this.days()[0];
    if (!first) return;
    this.row = row;
    this.#put(first, this.#own(row));
  }

  drag(row: RequestRow, pointer: { x: number; y: number }): void {
    this.row = row;
    this.pointer = pointer;
  }

  /** Over a day; `share` is how far down in it, none where the time of day is kept. */
  over(day: string | undefined, share: number | null): void {
    if (!this.row) return;
    if (day === undefined || !this.days().includes(day)) {
      this.place = undefined;
      return;
    }
    const { from, to } = hoursOf(day, this.week());
    const minutes = share === null ? this.#own(this.row) : from + share * (to - from);
    this.#put(day, Math.round(minutes / STEP) * STEP);
  }

  byDay(by: 1 | -1): void {
    if (!this.place) return;
    const at = this.days().indexOf(this.place.day);
    const day = this.days()[at + by];
    if (day) this.#put(day, this.place.minutes);
  }

  byTime(by: 1 | -1): void {
    if (this.place) this.#put(this.place.day, (Math.floor(this.place.minutes / STEP) + by) * STEP);
  }

  stop(): void {
    this.row = undefined;
    this.place = undefined;
    this.pointer = undefined;
  }

  /** How far down in its day the time stands, from 0 to 1. */
  get share(): number {
    if (!this.place) return 0;
    const { from, to } = hoursOf(this.place.day, this.week());
    return to > from ? (this.place.minutes - from) / (to - from) : 0;
  }

  #own(row: RequestRow): number {
    return row.promise ? minutesOfDay(row.promise.due, this.frame()) : 0;
  }

  #put(day: string, minutes: number): void {
    this.place = { day, minutes: clamp(minutes, hoursOf(day, this.week())) };
  }
}
