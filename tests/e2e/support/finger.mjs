// A finger as people have one: it rests between two taps, for what stands at the place it taps may be something else by then.
// The page drops a tap that does not (ui/kit/taps), and a test that wants such a tap makes it without this.

const REST_MS = 1_100
const taps = new WeakMap()

/** Before a tap on `page`: where the last one lay is not asked, for a page may scroll before the next. */
export async function rest(page) {
  const left = (taps.get(page) ?? -REST_MS) + REST_MS - performance.now()
  if (left > 0) await new Promise((fulfil) => setTimeout(fulfil, left))
}

/** After a tap. */
export const tapped = (page) => taps.set(page, performance.now())
