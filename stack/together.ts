/** Parts that start one after another and are closed the other way round: at the end, or when a later one does not start. */
export type Undo = (() => Promise<void> | void)[];

export async function startTogether<Parts extends object>(
  start: (undo: Undo) => Promise<Parts>,
): Promise<Parts & { close(): Promise<void> }> {
  const undo: Undo = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return { ...(await start(undo)), close };
  } catch (cause) {
    await close();
    throw cause;
  }
}
