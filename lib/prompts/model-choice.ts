/** Which of an enclave's models a question goes to. In one place, so that the screen and the seal cannot differ. */

/** The one picked for this question, else the settings' choice, else the first of the enclave's statement. */
export function chooseModel<M extends { readonly id: string }>(
  models: readonly M[],
  picked: string | undefined,
  preferred: string,
): M | undefined {
  const byId = (id: string | undefined): M | undefined => models.find((model) => model.id === id);
  return byId(picked) ?? byId(preferred) ?? models[0];
}
