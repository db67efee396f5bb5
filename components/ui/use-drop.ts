/** A place onto which things can be dropped: what its element listens to, and whether something is held over it. */
import { useState } from 'preact/hooks';

export function useDrop(onDrop: (dropped: DataTransfer) => void) {
  const [isOver, setIsOver] = useState(false);
  const handlers = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setIsOver(true);
    },
    onDragLeave: () => setIsOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setIsOver(false);
      if (event.dataTransfer) onDrop(event.dataTransfer);
    },
  };
  return { isOver, handlers };
}
