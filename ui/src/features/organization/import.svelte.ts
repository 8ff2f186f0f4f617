import { asFailure, type CommandFailure, type Commands, type ImportReport } from "../../platform";

/** A table of people: looked at first, then brought in. */
export class PeopleImport {
  csv = $state("");
  report = $state.raw<ImportReport>();
  failure = $state.raw<CommandFailure>();
  isBusy = $state(false);

  constructor(private readonly core: Commands) {}

  async read(file: File): Promise<void> {
    this.csv = await file.text();
    await this.look();
  }

  /** What would come of it. */
  look(): Promise<boolean> {
    return this.#run(true);
  }

  bring(): Promise<boolean> {
    return this.#run(false);
  }

  async #run(isDry: boolean): Promise<boolean> {
    this.isBusy = true;
    this.failure = undefined;
    try {
      this.report = await this.core.import_people({ csv: this.csv, dry_run: isDry });
      return true;
    } catch (cause) {
      this.failure = asFailure(cause);
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}
