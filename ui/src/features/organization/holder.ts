import type { CommandFailure } from "../../platform";

/** Who has the address that somebody was to be invited by. */
export interface AddressHolder {
  person: string;
  name: string;
  has_joined: boolean;
}

/** Whom the backend named as having the address, if that is what went wrong. */
export function holderOf(failure: CommandFailure | undefined): AddressHolder | undefined {
  if (failure?.code !== "email_taken") return undefined;
  return (failure.details as { holder?: AddressHolder | null } | undefined)?.holder ?? undefined;
}
