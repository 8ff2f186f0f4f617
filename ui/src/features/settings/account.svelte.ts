import {
  asFailure,
  type CommandFailure,
  type Commands,
  type Invitation,
  type PasswordReset,
} from "../../platform";

/** Signing in and joining: what was typed is kept while something goes wrong. */
export class Account {
  server = $state("");
  email = $state("");
  password = $state("");
  passphrase = $state("");
  needsPassphrase = $state(false);
  link = $state("");
  name = $state("");
  invitation = $state.raw<Invitation>();
  reset = $state.raw<PasswordReset>();
  failure = $state.raw<CommandFailure>();
  isBusy = $state(false);
  #isReset = false;

  constructor(private readonly core: Commands) {
    void core.passphrase_needed(null).then((isNeeded) => (this.needsPassphrase = isNeeded));
  }

  /** Where the invitation comes from, once there is a link. */
  get linkedServer(): string | undefined {
    const [server, code] = this.link.trim().split("/join/");
    return code ? server : undefined;
  }

  readInvitation(): Promise<boolean> {
    return this.#attempt(async () => {
      this.invitation = await this.core.invitation({ link: this.link.trim() });
      this.name ||= this.invitation.name ?? "";
    });
  }

  join(): Promise<boolean> {
    return this.#attempt(() =>
      this.core.join({
        link: this.link.trim(),
        name: this.name.trim(),
        password: this.password,
        passphrase: this.passphrase || null,
      }),
    );
  }

  signIn(): Promise<boolean> {
    return this.#attempt(() =>
      this.core.sign_in({
        server: this.server.trim(),
        email: this.email.trim(),
        password: this.password,
        passphrase: this.passphrase || null,
      }),
    );
  }

  readReset(): Promise<boolean> {
    return this.#attempt(async () => {
      this.reset = await this.core.password_reset({ link: this.link.trim() });
    });
  }

  /** Sets the new password and signs in with it. A password that was set needs no link again. */
  async resetPassword(): Promise<boolean> {
    const { link, password } = this;
    if (!this.#isReset) {
      const isSet = await this.#attempt(() => this.core.reset_password({ link: link.trim(), password }));
      if (!isSet || !this.reset) return false;
      this.#isReset = true;
    }
    this.server = this.reset?.server ?? this.server;
    this.email = this.reset?.email ?? this.email;
    return this.signIn();
  }

  async #attempt(run: () => Promise<unknown>): Promise<boolean> {
    this.isBusy = true;
    this.failure = undefined;
    try {
      await run();
      return true;
    } catch (cause) {
      this.failure = asFailure(cause);
      if (this.failure.code === "passphrase_needed") this.needsPassphrase = true;
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}
