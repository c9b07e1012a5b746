// The server's event stream, held open: after a break it is opened again with growing pauses, and whoever listens is told to ask
// for everything, since events may have been missed. Knows nothing of what is asked.
import type { Source, Stream } from '../../generated/api'
import type { Changed, DistrictEvent } from '../../generated/types'

export interface Heard {
  /** `null`: events may have been missed. */
  changed(changed: Changed | null): void
  live(live: boolean): void
}

const PAUSES = [1_000, 2_000, 4_000, 8_000, 15_000]
// The server says `time` once a minute; a stream that says nothing for much longer is dead, whatever the socket believes.
const SILENCE = 150_000

export class Events {
  private source: Source | undefined
  private timer: number | undefined
  private failures = 0
  private broke = false

  constructor(
    private readonly stream: Stream<DistrictEvent>,
    private readonly heard: Heard,
  ) {}

  start(): void {
    this.stop()
    const source = this.stream.open()
    this.source = source
    this.wait(SILENCE)
    source.onopen = () => {
      this.failures = 0
      this.wait(SILENCE)
      this.heard.live(true)
      if (this.broke) this.heard.changed(null)
      this.broke = false
    }
    source.onmessage = (event) => {
      this.wait(SILENCE)
      this.heard.changed(this.stream.message(event.data).changed)
    }
    source.onerror = () => this.lost()
  }

  stop(): void {
    window.clearTimeout(this.timer)
    if (this.source) this.source.close()
    this.source = undefined
  }

  private lost(): void {
    this.stop()
    this.broke = true
    this.heard.live(false)
    const pause = PAUSES[Math.min(this.failures, PAUSES.length - 1)]!
    this.failures += 1
    this.timer = window.setTimeout(() => this.start(), pause)
  }

  private wait(milliseconds: number): void {
    window.clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.lost(), milliseconds)
  }
}
